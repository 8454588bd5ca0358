import { buildSync } from "esbuild";
import { spawn, type ChildProcess } from "node:child_process";
import { openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkoutRoot } from "../../toolchain/paths";
import type { Recording } from "./recording";

/** Docker engines that run nothing, all in one process beside the tool that is measured: see engine-process.ts. */
export class SimulatedEngines {
  private constructor(
    private readonly process: ChildProcess,
    /** Where each listens. */
    readonly sockets: readonly string[],
  ) {}

  static async start(count: number, recording: Recording, dir: string): Promise<SimulatedEngines> {
    const script = join(dir, "engine-process.js");
    buildSync({
      entryPoints: [join(checkoutRoot(), "bench/simulated/engine-process.ts")],
      outfile: script,
      bundle: true,
      platform: "node",
      logLevel: "error",
    });
    const file = join(dir, "recording.json");
    writeFileSync(file, JSON.stringify(recording));
    const sockets = Array.from({ length: count }, (_, index) =>
      join(dir, `engine-${index + 1}.sock`),
    );
    const log = openSync(join(dir, "engines.log"), "a");
    const child = spawn(process.execPath, [script, file, ...sockets], {
      stdio: ["ignore", "pipe", log],
    });
    await new Promise<void>((resolve, reject) => {
      child.stdout!.once("data", () => resolve());
      child.once("exit", (code) => reject(new Error(`the simulated engines ended with ${code}.`)));
    });
    return new SimulatedEngines(child, sockets);
  }

  stop(): void {
    this.process.kill("SIGKILL");
  }
}
