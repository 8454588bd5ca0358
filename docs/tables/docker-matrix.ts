import { kinds, type Kind } from "../../test/e2e/docker-matrix/kinds";
import { isNotTried, type Trial } from "../../test/e2e/docker-matrix/trial";
import { NO_WORLD } from "../../test/e2e/docker-matrix/world";
import { treatmentAt } from "../../test/e2e/docker-matrix/paths";
import { effect } from "./effect";

/** The tables of docs/docker-matrix.md: what the scenario `docker-matrix` tries of each property. */
export function matrixTables(): string {
  return kinds(NO_WORLD, (suffix) => suffix)
    .map((kind) => [`## ${kind.name}`, "", ...table(kind)].join("\n"))
    .join("\n\n");
}

function table({ table, trials }: Kind): string[] {
  return [
    "| Property | A change | By hand | Trials |",
    "| --- | --- | --- | --- |",
    ...Object.entries(trials).map(([property, list]) => {
      const [byHand, tried] = isNotTried(list) ? ["", `none: ${list.notTried}`] : cells(list);
      return `| \`${property}\` | ${effect(treatmentAt(table, property).change)} | ${byHand} | ${tried} |`;
    }),
  ];
}

function cells(list: readonly Trial<never>[]): [string, string] {
  const tried = list.map(({ what, onlyShown }) =>
    [what ?? "its value", onlyShown && `only shown: ${onlyShown}`].filter(Boolean).join(", "),
  );
  return [list.some(({ byHand }) => byHand) ? "seen and mended" : "", tried.join("; ")];
}

if (require.main === module) process.stdout.write(`${matrixTables()}\n`);
