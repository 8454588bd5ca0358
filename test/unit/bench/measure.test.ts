import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CgroupMeter, findCgroup2Mount } from "../../../bench/measure/cgroup-meter";
import { measure } from "../../../bench/measure/measure";
import { residentMib } from "../../../bench/measure/resident-memory";
import { runCommand } from "../../../bench/measure/run-command";
import { TimesMeter, descendants, parseTimes } from "../../../bench/measure/times-meter";

/** 0.3 s of CPU, however long that takes on a busy machine. */
const BURN =
  "const used = () => { const { user, system } = process.cpuUsage(); return user + system; }; while (used() < 300_000);";
const burn = { argv: [process.execPath, "-e", BURN] as [string, ...string[]], cwd: tmpdir() };

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "slipway-bench-test-"));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

describe("measure", () => {
  it("must count wall time, CPU time and memory of a command", async () => {
    const result = await measure(burn, 30);
    expect(result.wallSeconds).toBeGreaterThan(0.3);
    expect(result.cpuSeconds).toBeGreaterThan(0.25);
    expect(result.peakRssMib).toBeGreaterThan(20);
  });

  it("must fail with the last lines of a command that failed", async () => {
    const command = {
      argv: ["sh", "-c", "echo reason >&2; exit 3"] as [string, ...string[]],
      cwd: dir,
    };
    await expect(measure(command, 30)).rejects.toThrow(/ended with 3\.\nreason/);
  });

  it("must kill the whole tree when the time is over", async () => {
    const script = `(sleep 60; touch ${dir}/survived) & echo $! > ${dir}/pid; wait`;
    const command = { argv: ["sh", "-c", script] as [string, ...string[]], cwd: dir };
    await expect(measure(command, 0.5)).rejects.toThrow(/took over 0\.5 s/);
    const pid = Number(readFileSync(`${dir}/pid`, "utf8"));
    const state = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "utf8") : "Z";
    expect(state).toMatch(/Z/); // Gone, or dead and not yet collected by its new parent.
  });

  it("must stop at once on an abort", async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("interrupted")), 100);
    const command = { argv: ["sleep", "60"] as [string, ...string[]], cwd: dir };
    await expect(measure(command, 30, stop.signal)).rejects.toThrow("interrupted");
  });
});

describe("runCommand", () => {
  it("must not wait for a detached process that holds the output open", async () => {
    const command = {
      argv: ["sh", "-c", "sleep 5 & echo done"] as [string, ...string[]],
      cwd: dir,
    };
    const start = performance.now();
    const outcome = await runCommand(command);
    expect(outcome.stdout).toBe("done\n");
    expect(performance.now() - start).toBeLessThan(3000);
  });

  it("must reject where the program does not exist", async () => {
    await expect(runCommand({ argv: ["slipway-no-such-program"], cwd: dir })).rejects.toThrow(
      /ENOENT/,
    );
  });
});

describe("TimesMeter", () => {
  it("must count children that were waited for, and keep the exit code", async () => {
    const meter = new TimesMeter();
    const outcome = await runCommand(meter.wrap(burn));
    expect(outcome.exitCode).toBe(0);
    expect(meter.cpuSeconds()).toBeGreaterThan(0.25);
    const failing = { argv: ["sh", "-c", "exit 7"] as [string, ...string[]], cwd: dir };
    expect((await runCommand(meter.wrap(failing))).exitCode).toBe(7);
    await meter.close(undefined);
  });

  it("must read the shell's two lines", () => {
    expect(parseTimes("0m0.010000s 0m0.020000s\n1m2.500000s 0m0.250000s\n")).toBeCloseTo(62.75);
  });

  it("must find descendants whatever their order", () => {
    const parents = new Map([
      [30, 20],
      [20, 10],
      [10, 1],
      [99, 1],
    ]);
    expect(descendants(10, parents).sort()).toEqual([10, 20, 30]);
  });
});

describe("CgroupMeter", () => {
  it("must find the mount alone or beside v1", () => {
    const v1 = "30 1 0:30 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu";
    expect(
      findCgroup2Mount(`${v1}\n41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw`),
    ).toBe("/sys/fs/cgroup/unified");
    expect(findCgroup2Mount("41 31 0:38 / /sys/fs/cgroup rw - cgroup2 c rw")).toBe(
      "/sys/fs/cgroup",
    );
    expect(findCgroup2Mount(v1)).toBeUndefined();
  });

  it("must count a process that detaches from the command", async ({ skip }) => {
    const meter = CgroupMeter.tryCreate(`slipway-bench-test-${process.pid}`);
    if (meter === undefined) return skip("no right to make cgroups");
    const detach =
      `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(BURN)}], ` +
      `{ detached: true, stdio: "ignore" });`;
    await runCommand(meter.wrap({ argv: [process.execPath, "-e", detach], cwd: dir }));
    expect(meter.cpuSeconds()).toBeGreaterThan(0.25);
    await meter.close();
    expect(() => meter.cpuSeconds()).toThrow();
  });
});

describe("residentMib", () => {
  it("must sum living processes and pass over dead ones", () => {
    const one = residentMib([process.pid]);
    expect(one).toBeGreaterThan(20);
    expect(residentMib([process.pid, 2 ** 30])).toBeCloseTo(one, -1);
  });
});
