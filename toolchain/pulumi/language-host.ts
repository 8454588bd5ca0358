import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

import type { AttachedHost, attachedHost } from "../language-host/attached";
import { locateModule } from "../language-host/locate-module";
import { preload } from "../language-host/preload";
import { splitWords } from "../language-host/runtime-options";
import { WarmPrograms, type ProgramProcess } from "../language-host/warm-programs";
import loadBundle from "../load-bundle.cjs";
import { commandOf } from "./command-of";
import type { PulumiCli } from "./ensure-cli";
import { projectAbove } from "./project-file";

/** By command: how many programs it runs, a preview and the update; most of a start is theirs. */
const PROGRAMS: Record<string, number> = { preview: 1, up: 2, update: 2, refresh: 0, destroy: 0 };

/** Programs that a command will most likely run: by what, and how many. */
export interface ExpectedPrograms {
  process: ProgramProcess | undefined;
  runs: number;
}

/**
 * The language host within the wrapper. The CLI attaches to it, where it would start one twice, each a Node by itself;
 * and while it gets that far, the program's process is getting ready.
 */
export class LanguageHost {
  private readonly early: Socket[] = [];
  private host: AttachedHost | undefined;
  private programs: WarmPrograms | undefined;

  private constructor(private readonly server: Server) {
    server.on("connection", (socket) => {
      if (this.host === undefined) this.early.push(socket);
      else this.host.serve(socket);
    });
  }

  static async listen(): Promise<LanguageHost> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    return new LanguageHost(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /**
   * Gets a program's process ready.
   *
   * @param env the CLI's variables.
   */
  start(env: NodeJS.ProcessEnv, expected: ExpectedPrograms): void {
    this.programs = new WarmPrograms(env, expected.process, expected.runs);
    this.programs.prepare();
  }

  /** Answers the CLI, after {@link start}. To get ready takes a while, in which nothing else is done here. */
  serve(): void {
    if (this.programs === undefined) throw new Error("the language host wasn't started");
    const module = loadBundle("toolchain/language-host/attached.ts") as {
      attachedHost: typeof attachedHost;
    };
    this.host = module.attachedHost(this.programs);
    for (const socket of this.early) this.host.serve(socket);
  }

  /** Ends it, and all programs. */
  stop(): void {
    this.programs?.stop();
    this.host?.stop();
    this.server.close();
  }
}

/**
 * Whether the CLI may attach: not where another host is asked for, where the official one is there, and where the
 * backend may add variables to the CLI's own, as environments of Pulumi Cloud do, which programs are to inherit.
 */
export function mayAttach(cli: PulumiCli, env: NodeJS.ProcessEnv, args: string[]): boolean {
  return (
    cli.ownLanguageHost &&
    commandOf(args) in PROGRAMS &&
    (env.PULUMI_BACKEND_URL ?? "").startsWith("file://") &&
    (env.PULUMI_DEBUG_LANGUAGES ?? "") === "" &&
    (env.PULUMI_LANGUAGE_NODEJS_RUN_PATH ?? "") === ""
  );
}

/** What the command in `folder` will run, as its project file says. A wrong guess only costs time. */
export function expectedProgram(args: string[], folder: string): ExpectedPrograms {
  const command = commandOf(args);
  const short = command !== "preview" && args.some((arg) => /^(-f|--skip-preview)$/.test(arg));
  const runs = short ? 1 : (PROGRAMS[command] ?? 0);
  // Elsewhere, traced, or under a debugger, it starts otherwise.
  const otherwise = /^(-C|--cwd|--tracing|--attach-debugger|--otel-traces)\b/;
  if (runs === 0 || args.some((arg) => otherwise.test(arg))) return { process: undefined, runs: 0 };
  try {
    return { process: programProcess(folder), runs };
  } catch {
    // Without its SDK, or with a project file that can't be read, the CLI tells what is wrong.
    return { process: undefined, runs: 0 };
  }
}

function programProcess(start: string): ProgramProcess | undefined {
  const found = projectAbove(start);
  if (found === undefined) return undefined;
  const { folder, project } = found;
  const { runtime } = project;
  const { name, options } = typeof runtime === "string" ? { name: runtime } : (runtime ?? {});
  if (name !== "nodejs" || project.main !== undefined) return undefined;
  return {
    nodeArgs: [...preload(), ...splitWords(options?.nodeargs ?? "")],
    runner: locateModule("@pulumi/pulumi/cmd/run", folder, ""),
    folder,
  };
}
