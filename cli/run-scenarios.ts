import { readFileSync } from "node:fs";
import { join } from "node:path";
import { addUp, type Summary } from "./test-summary";
import { FOLDER, scenarios } from "./scenarios";
import { resultsFolder, runVitest } from "./vitest-run";

/**
 * Scenarios that share nothing of this machine with another one, neither its engine nor ports: what they do, they do on
 * lab hosts of their own. They run beside the others, which take turns on the machine's engine.
 */
export const ON_LAB_HOSTS: readonly string[] = [
  "clusters",
  "digitalocean-parts",
  "droplets",
  "hosts",
  "hybrid",
  "kubernetes",
  "lab",
  "lab-digitalocean",
  "manifests",
  "prod",
  "rollout",
  "seed",
  "staging",
  "swarm",
  "tenancy",
];

/**
 * Runs scenarios in two lanes; what the second one prints follows when the first one has ended.
 *
 * @param args for vitest.
 */
export async function runScenarios(
  root: string,
  names: readonly string[],
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Summary> {
  const onLab = names.filter((name) => ON_LAB_HOSTS.includes(name));
  const others = names.filter((name) => !ON_LAB_HOSTS.includes(name));
  const lanes = [others, onLab].filter((lane) => lane.length > 0);
  const [first, second] = lanes.map((lane) => [
    ...args,
    ...scenarios(root)
      .filter((name) => !lane.includes(name))
      .map((name) => `--exclude=${FOLDER}/${name}/**`),
  ]);
  if (first === undefined) return addUp([]);
  const run = (lane: string[], log?: string) =>
    runVitest(root, "vitest.e2e.config.mts", lane, env, log);
  if (second === undefined) return await run(first);
  const log = join(resultsFolder(root), "on-lab-hosts.log");
  process.stdout.write(`• beside these, with its output at the end: ${onLab.join(", ")}\n`);
  const summaries = await Promise.all([run(first), run(second, log)]);
  process.stdout.write(readFileSync(log, "utf8"));
  return addUp(summaries);
}
