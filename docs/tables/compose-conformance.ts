import { TREATMENTS, type Support, type Treatment } from "../../model/compose/conformance";
import { EXPLAINED } from "../../test/corpus/compose-differences";

/** The tables of docs/compose-conformance.md: `npx tsx docs/tables/compose-conformance.ts` prints them. */
export function conformanceTables(): string {
  const sections = new Map<string, string[]>();
  for (const [path, treatment] of Object.entries(TREATMENTS)) {
    const section = path.split(".", 1)[0]!;
    sections.set(section, [...(sections.get(section) ?? []), row(path, treatment)]);
  }
  const attributes = [...sections].map(([section, rows]) =>
    [
      `### ${section}`,
      "",
      "| Attribute | Read | Docker host | Swarm | Kubernetes |",
      "| --- | --- | --- | --- | --- |",
      ...rows,
    ].join("\n"),
  );
  return [...attributes, differenceTable()].join("\n\n");
}

const READINGS = {
  model: "yes",
  resolved: "yes, worked in",
  ignored: "ignored, as by Docker Compose",
} as const;

const KINDS: Readonly<Record<string, string>> = {
  supported: "supported",
  noEffect: "no effect",
  refused: "refused",
};

function row(path: string, { reading, host, swarm, kubernetes }: Treatment): string {
  return `| \`${path}\` | ${READINGS[reading]} | ${support(host)} | ${support(swarm)} | ${support(kubernetes)} |`;
}

function support(value: Support): string {
  if (typeof value === "string") return value;
  return Object.entries(value)
    .map(([key, why]) => `${KINDS[key]}: ${why}`)
    .join();
}

function differenceTable(): string {
  return [
    "## Differences from Docker Compose",
    "",
    "| File of the corpus | Why |",
    "| --- | --- |",
    ...EXPLAINED.map(({ name, why }) => `| \`${name}\` | ${why} |`),
  ].join("\n");
}

if (require.main === module) process.stdout.write(`${conformanceTables()}\n`);
