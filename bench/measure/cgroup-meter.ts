import { mkdirSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "./command";
import type { Meter } from "./meter";

/** Where this machine mounts cgroup v2 (alone, or beside v1), or undefined. */
export function findCgroup2Mount(mountinfo: string): string | undefined {
  for (const line of mountinfo.split("\n")) {
    const [mount, filesystem] = line.split(" - ");
    if (filesystem?.startsWith("cgroup2 ")) return mount?.split(" ")[4];
  }
  return undefined;
}

/**
 * Counts by a cgroup of its own, which needs root. A process can't leave it by detaching, so plugins
 * that outlive their parent are counted too.
 */
export class CgroupMeter implements Meter {
  readonly kind = "cgroup";
  readonly sampleMs = 10;
  private constructor(private readonly dir: string) {}

  /** A new meter, or undefined where this process may not make cgroups. */
  static tryCreate(name: string): CgroupMeter | undefined {
    try {
      const mount = findCgroup2Mount(readFileSync("/proc/self/mountinfo", "utf8"));
      const own = /^0::(.*)$/m.exec(readFileSync("/proc/self/cgroup", "utf8"))?.[1];
      if (mount === undefined || own === undefined) return undefined;
      const dir = join(mount, own, name);
      mkdirSync(dir);
      const meter = new CgroupMeter(dir);
      meter.cpuSeconds();
      return meter;
    } catch {
      return undefined;
    }
  }

  wrap(command: Command): Command {
    // The shell joins first and then becomes the command: nothing of it escapes the count.
    const join = 'echo $$ > "$0/cgroup.procs" && exec "$@"';
    return { ...command, argv: ["/bin/sh", "-c", join, this.dir, ...command.argv] };
  }

  pids(): number[] {
    const text = readFileSync(`${this.dir}/cgroup.procs`, "utf8");
    return text.split("\n").filter(Boolean).map(Number);
  }

  cpuSeconds(): number {
    const text = readFileSync(`${this.dir}/cpu.stat`, "utf8");
    const microseconds = /^usage_usec (\d+)$/m.exec(text)?.[1];
    if (microseconds === undefined) throw new Error(`${this.dir}/cpu.stat has no usage_usec`);
    return Number(microseconds) / 1e6;
  }

  async close(): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt++) {
      for (const pid of this.pids()) {
        try {
          process.kill(pid, "SIGKILL");
        } catch {
          // It ended by itself in between.
        }
      }
      try {
        rmdirSync(this.dir);
        return;
      } catch {
        await sleep(50); // Killed processes take a moment to leave.
      }
    }
  }
}
