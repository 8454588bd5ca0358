import type { Check } from "./check-project";

/** Services that wait for each other would wait for ever. */
export function checkCycles({ project, mistake }: Check): void {
  const done = new Set<string>();
  const visit = (name: string, chain: readonly string[]): void => {
    const start = chain.indexOf(name);
    if (start !== -1) {
      const circle = [...chain.slice(start), name].join(" → ");
      mistake(["services", chain.at(-1)!, "depends_on", name], `goes in a circle: ${circle}`);
      return;
    }
    if (done.has(name)) return;
    for (const next of Object.keys(project.services[name]?.depends_on ?? {}))
      if (Object.hasOwn(project.services, next)) visit(next, [...chain, name]);
    done.add(name);
  };
  for (const name of Object.keys(project.services)) visit(name, []);
}
