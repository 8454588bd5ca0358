import type { ComposeProject } from "./project";

/** The names of the active services, each after those that it depends on. Expects no circles. */
export function serviceOrder({ services }: Pick<ComposeProject, "services">): string[] {
  const ordered = new Set<string>();
  const add = (name: string): void => {
    const service = services[name];
    if (service === undefined || ordered.has(name)) return;
    for (const dependency of Object.keys(service.depends_on ?? {})) add(dependency);
    ordered.add(name);
  };
  for (const name of Object.keys(services)) add(name);
  return [...ordered];
}

/** Services that do one thing and end: those whose end others wait for. */
export function jobsOf({ services }: Pick<ComposeProject, "services">): Set<string> {
  const conditions = Object.values(services).flatMap(({ depends_on = {} }) =>
    Object.entries(depends_on),
  );
  return new Set(
    conditions.flatMap(([name, { condition }]) =>
      condition === "service_completed_successfully" ? [name] : [],
    ),
  );
}

/** Services whose health others wait for. */
export function awaitedHealth({ services }: Pick<ComposeProject, "services">): Set<string> {
  const conditions = Object.values(services).flatMap(({ depends_on = {} }) =>
    Object.entries(depends_on),
  );
  return new Set(
    conditions.flatMap(([name, { condition }]) => (condition === "service_healthy" ? [name] : [])),
  );
}
