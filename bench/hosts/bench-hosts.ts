import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DockerHostArgs } from "../../components/hosts/docker-host";
import { Lab } from "../../lab/lab";
import { BENCH_IMAGE, ensureBenchImage } from "../docker/bench-image";
import { EngineApi } from "../docker/engine-api";
import { sweep } from "../docker/sweep";
import { copyImage } from "../../test/support/copy-image";
import { measure } from "../measure/measure";
import { FleetPeer } from "../peers/fleet";
import { currentLoad } from "../report/machine";
import { median } from "../report/statistics";
import { PREFIX, type Trial } from "../workload";

const HOSTS = 5;
const CONTAINERS_EACH = 10;
/** How much longer than on one local host an `up` with nothing to do may take. */
const GOAL = 1.2;

export interface HostsOptions {
  readonly runs: number;
  readonly timeoutSeconds: number;
}

/** An `up` with nothing to do, over five ssh hosts and over one local one with as many containers, in turns. */
export async function benchHosts({ runs, timeoutSeconds }: HostsOptions): Promise<number> {
  const parent = mkdtempSync(join(tmpdir(), PREFIX));
  let lab: Lab | undefined;
  const api = new EngineApi();
  const base = `${PREFIX}hosts-${process.pid}`;
  const ways: { what: string; peer: FleetPeer; trial: Trial; seconds: number[] }[] = [];
  try {
    const imageId = await ensureBenchImage(api);
    const there: Record<string, DockerHostArgs> = {};
    lab = await Lab.start("bench", { hosts: HOSTS });
    const sshOpts = ["-F", "/dev/null", "-i", lab.keyFile];
    for (const host of lab.hosts) {
      await copyImage(BENCH_IMAGE, host.dockerHost);
      there[host.name] = { host: host.ssh(), hostKey: host.hostKey, sshOpts };
    }
    const { average, cpus } = currentLoad();
    const all = HOSTS * CONTAINERS_EACH;
    const add = async (what: string, hosts: Record<string, DockerHostArgs>, each: number) => {
      const peer = new FleetPeer(hosts, each);
      await peer.prepare();
      const dir = mkdtempSync(join(parent, "trial-"));
      const trial = { base, n: all, changed: all, image: BENCH_IMAGE, imageId, dir };
      await measure(await peer.init(trial), timeoutSeconds);
      ways.push({ what, peer, trial, seconds: [] });
      const { wallSeconds } = await measure(await peer.create(trial), timeoutSeconds);
      process.stderr.write(`${what} create: ${wallSeconds.toFixed(2)} s\n`);
    };
    await add(`${HOSTS} ssh hosts × ${CONTAINERS_EACH}`, there, CONTAINERS_EACH);
    await add(`1 local host × ${all}`, { local: {} }, all);
    for (let run = 1; run <= runs; run++)
      for (const { what, peer, trial, seconds } of ways) {
        const { wallSeconds } = await measure(await peer.noop(trial), timeoutSeconds);
        seconds.push(wallSeconds);
        process.stderr.write(`round ${run}/${runs} ${what} noop: ${wallSeconds.toFixed(2)} s\n`);
      }
    const [many, one] = ways.map(({ seconds }) => median(seconds)) as [number, number];
    process.stdout.write(
      `no-op, medians of ${runs}; load average before: ${average.join(" ")} on ${cpus} CPUs\n` +
        ways.map(({ what, seconds }) => `${what}: ${median(seconds).toFixed(2)} s\n`).join("") +
        `ratio ${(many / one).toFixed(2)} (limit ${GOAL})\n`,
    );
    return many <= GOAL * one ? 0 : 1;
  } finally {
    for (const { peer, trial } of ways)
      await measure(await peer.destroy(trial), timeoutSeconds).catch((error: unknown) =>
        process.stderr.write(`${String(error)}\n`),
      );
    for (const left of await sweep(api, base)) process.stderr.write(`left behind: ${left}\n`);
    api.close();
    await lab?.remove();
    rmSync(parent, { recursive: true, force: true });
  }
}
