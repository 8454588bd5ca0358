import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { ensureBusyboxImage } from "../../support/busybox-image";
import { Checkout } from "../../support/checkout";
import { DockerState } from "../../support/docker-state";
import { pluginServers } from "../../support/plugin-servers";
import { descendants, processes } from "../../support/processes";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

const PROGRAM = "test/e2e/many-providers/program";
const PROVIDERS = 50;
const LIMIT_MIB = 250;
const SAMPLE_MS = 500;

/** What was seen of the docker plugin while the CLI ran. */
interface Seen {
  servers: Set<number>;
  /** Most launchers at once. */
  launchers: number;
  /** Most memory of servers and launchers at once. */
  mib: number;
}

let checkout: Checkout;
let stack: TestStack;
let engine: DockerState;
/** Where plugins meet their launchers. */
let meeting: string;

beforeAll(async () => {
  const image = await ensureBusyboxImage();
  checkout = new Checkout();
  meeting = mkdtempSync(join(tmpdir(), "slipway-meeting-"));
  stack = new TestStack(checkout.path(PROGRAM), "test", { XDG_RUNTIME_DIR: meeting });
  engine = new DockerState(stack.backendUrl, "unix:///var/run/docker.sock");
  const wanted: Wanted = { image, providers: PROVIDERS };
  checkout.write(`${PROGRAM}/wanted.json`, JSON.stringify(wanted));
  await stack.init();
});

afterAll(async () => {
  try {
    await stack.destroy();
  } finally {
    await engine.sweep();
    stack.removeState();
    checkout.remove();
    rmSync(meeting, { recursive: true });
  }
});

/** Runs `up` and looks at the plugin's processes all the while. */
async function watchedUp(): Promise<Seen> {
  const seen: Seen = { servers: new Set(), launchers: 0, mib: 0 };
  let timer: NodeJS.Timeout | undefined;
  const result = await stack
    .up([], {
      started: ({ pid = 0 }) => {
        timer = setInterval(() => look(pid, seen), SAMPLE_MS);
      },
    })
    .finally(() => clearInterval(timer));
  succeeded(result);
  return seen;
}

function look(cli: number, seen: Seen): void {
  const below = descendants(cli);
  const servers = pluginServers(
    "docker",
    below.map(({ pid }) => pid),
  );
  const launchers = below.filter(({ command }) => command.includes("pulumi-resource-docker"));
  for (const { pid } of servers) seen.servers.add(pid);
  seen.launchers = Math.max(seen.launchers, launchers.length);
  const pids = new Set([...servers, ...launchers].map(({ pid }) => pid));
  seen.mib = Math.max(seen.mib, proportionalMib([...pids]));
}

/** Memory of the processes, what they share with others counted by its share. */
function proportionalMib(pids: readonly number[]): number {
  return pids
    .map((pid) => {
      try {
        const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
        return Number(/^Pss: +(\d+) kB$/m.exec(rollup)?.[1]) / 1024;
      } catch {
        return 0; // it has ended
      }
    })
    .reduce((sum, mib) => sum + mib, 0);
}

/** Processes of this checkout's plugins, whoever started them. */
function pluginProcesses(): string[] {
  return processes()
    .map(({ command }) => command)
    .filter((command) => command.includes(checkout.path("plugins")));
}

describe(`${PROVIDERS} provider instances`, () => {
  it(`must be served by one process, in ${LIMIT_MIB} MiB with all launchers`, async () => {
    const { servers, launchers, mib } = await watchedUp();
    console.log(`${launchers} launcher processes, ${mib.toFixed(0)} MiB at most`);
    expect(servers.size).toBe(1);
    expect(launchers).toBeGreaterThanOrEqual(PROVIDERS);
    expect(mib).toBeGreaterThan(0);
    expect(mib).toBeLessThanOrEqual(LIMIT_MIB);
  });

  it("must have made all containers, each through a provider of its own", async () => {
    expect(await engine.containers()).toHaveLength(PROVIDERS);
    const resources = await stack.resources();
    const providers = resources
      .filter(({ type }) => type === "docker:index/container:Container")
      .map(({ provider }) => provider);
    expect(new Set(providers).size).toBe(PROVIDERS);
  });

  it("must change nothing at the second up", async () => {
    succeeded(await stack.preview(["--expect-no-changes"]));
    succeeded(await stack.up(["--expect-no-changes"]));
  });

  it("must leave no process and no folder when they are done", async () => {
    succeeded(await stack.destroy());
    expect(await engine.everything()).toEqual([]);
    // A server that was started early, and that nothing asked for, looks after its engine twice a second.
    await vi.waitFor(() => expect(pluginProcesses()).toEqual([]), { timeout: 10_000 });
    expect(existsSync(join(meeting, `slipway-plugins-${process.getuid!()}`))).toBe(false);
  });
});
