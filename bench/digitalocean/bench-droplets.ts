import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Bridge } from "../../lab/bridge";
import { DigitalOcean } from "../../lab/digitalocean/digital-ocean";
import { Lab } from "../../lab/lab";
import { checkoutRoot } from "../../toolchain/paths";
import { wrapperPath } from "../../toolchain/pulumi/wrapper";
import { runCommand } from "../measure/run-command";
import { currentLoad } from "../report/machine";
import { median } from "../report/statistics";
import type { Work } from "./program/index";

const MANY = 6;
/** DigitalOcean takes about a minute for a droplet; much shorter, and this machine's own work for their boots would count. */
const CREATE_MS = 20_000;
/** How much longer than one droplet six may take. */
const GOAL = 1.5;

/** An `up` that makes one droplet, and one that makes six, in turns, at the lab's DigitalOcean. Returns the exit code. */
export async function benchDroplets({ runs }: { readonly runs: number }): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const lab = await Lab.start("bench", { hosts: {} });
  try {
    const { average, cpus } = currentLoad();
    const cloud = await DigitalOcean.start(lab, { actionMs: 200, createMs: CREATE_MS });
    const group = groupIn(lab);
    const took: Record<number, number[]> = { 1: [], [MANY]: [] };
    for (let run = 1; run <= runs; run++)
      for (const droplets of [1, MANY]) {
        const seconds = await upAndDown(
          join(dir, `${run}-${droplets}`),
          { ...group, group: { ...group.group, droplets } },
          { DIGITALOCEAN_TOKEN: cloud.token, DIGITALOCEAN_API_URL: cloud.endpoint },
        );
        took[droplets]!.push(seconds);
        process.stderr.write(
          `round ${run}/${runs} ${droplets} droplets: ${seconds.toFixed(1)} s\n`,
        );
      }
    const [one, many] = [median(took[1]!), median(took[MANY]!)];
    process.stdout.write(
      `up, medians of ${runs}; load average before: ${average.join(" ")} on ${cpus} CPUs; ` +
        `a droplet takes the provider ${CREATE_MS / 1000} s\n` +
        `1 droplet: ${one.toFixed(1)} s\n${MANY} droplets: ${many.toFixed(1)} s\n` +
        `ratio ${(many / one).toFixed(2)} (limit ${GOAL})\n`,
    );
    return many <= GOAL * one ? 0 : 1;
  } finally {
    await lab.remove();
    rmSync(dir, { recursive: true, force: true });
  }
}

function groupIn(lab: Lab): Work {
  const key = readFileSync(`${lab.keyFile}.pub`, "utf8").trim();
  return {
    network: { regions: ["nyc3"], sshFrom: [`${Bridge.of(lab.record.bridge).machine}/32`] },
    group: {
      droplets: 1,
      defaults: { size: "s-1vcpu-1gb", image: "debian-12-x64" },
      sshKeys: { publicKeys: { lab: key } },
      sshOpts: ["-F", "/dev/null", "-i", lab.keyFile],
    },
  };
}

/** Seconds of the `up`. */
async function upAndDown(dir: string, work: Work, env: Record<string, string>): Promise<number> {
  mkdirSync(join(dir, "state"), { recursive: true });
  writeFileSync(join(dir, "work.json"), JSON.stringify(work));
  const root = checkoutRoot();
  const pulumi = async (...args: string[]): Promise<number> => {
    const start = performance.now();
    const { exitCode, endedAt, tail } = await runCommand({
      argv: [wrapperPath(root), ...args, "--non-interactive", "--color", "never"],
      cwd: join(root, "bench/digitalocean/program"),
      env: {
        ...env,
        PULUMI_BACKEND_URL: `file://${join(dir, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "slipway-bench",
        PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        SLIPWAY_BENCH_WORK: join(dir, "work.json"),
      },
    });
    if (exitCode !== 0)
      throw new Error(`pulumi ${args.join(" ")} ended with ${exitCode}:\n${tail}`);
    return (endedAt - start) / 1000;
  };
  const config = ["--config-file", join(dir, "Pulumi.bench.yaml")];
  writeFileSync(join(dir, "Pulumi.bench.yaml"), "");
  await pulumi("stack", "init", "bench", "--no-select");
  // It takes no --config-file, and writes beside Pulumi.yaml.
  rmSync(join(root, "bench/digitalocean/program/Pulumi.bench.yaml"), { force: true });
  const seconds = await pulumi("up", "--yes", "--skip-preview", "--stack", "bench", ...config);
  await pulumi("destroy", "--yes", "--skip-preview", "--stack", "bench", ...config);
  return seconds;
}
