import { RunResponse, type RunRequest } from "@pulumi/pulumi/proto/language_pb";
import type { ChildEnd, RunningChild } from "./child-process";
import { debuggerArguments, startDebugging } from "./debugging";
import { locateModule } from "./locate-module";
import { preload } from "./preload";
import { configVariables, programDirectory, runArguments } from "./run-arguments";
import { optionVariables, runtimeOptions } from "./runtime-options";

/** The SDK's runner ends so when the user has already been shown what is wrong. */
const ALREADY_SHOWN = 32;
const OUT_OF_MEMORY = /JavaScript heap out of memory/;

/** A program about to be run: `node <nodeArgs> <runner> <args>`. */
export interface ProgramCommand {
  nodeArgs: string[];
  /** Path of the SDK's runner. */
  runner: string;
  args: string[];
  folder: string;
  /** Variables beyond those of the engine. */
  env: Record<string, string>;
}

/** Where programs run, and what becomes of what they print. */
export interface ProgramPlace {
  start(command: ProgramCommand): RunningChild;
  output(engineAddress: string): ProgramOutput;
}

export interface ProgramOutput {
  write(stream: "stdout" | "stderr", chunk: Buffer): void;
  /** Resolves when all has reached the user. */
  end(): Promise<void>;
}

/** Runs a Pulumi program to its end. `onStart` gets a way to interrupt it. */
export async function runProgram(
  request: RunRequest,
  engineAddress: string,
  place: ProgramPlace,
  onStart: (cancel: () => void) => void,
): Promise<RunResponse> {
  const folder = programDirectory(request);
  let outOfMemory = false;
  let end: ChildEnd;
  try {
    const options = runtimeOptions(request.getInfo());
    const runner = locateModule(
      process.env.PULUMI_LANGUAGE_NODEJS_RUN_PATH || "@pulumi/pulumi/cmd/run",
      folder,
      "pulumi install",
    );
    const debug = request.getAttachDebugger() ? await debuggerArguments() : undefined;
    const child = place.start({
      nodeArgs: [...preload(), ...options.nodeargs, ...(debug?.args ?? [])],
      runner,
      args: runArguments(request, engineAddress),
      folder,
      env: { ...configVariables(request), ...optionVariables(options) },
    });
    onStart(() => child.cancel());
    const output = place.output(engineAddress);
    child.process.stdout?.on("data", (chunk: Buffer) => output.write("stdout", chunk));
    child.process.stderr?.on("data", (chunk: Buffer) => {
      outOfMemory ||= OUT_OF_MEMORY.test(chunk.toString("latin1"));
      output.write("stderr", chunk);
    });
    if (debug !== undefined)
      await startDebugging(
        engineAddress,
        child.process.pid,
        debug.port,
        "Pulumi: Program (nodejs)",
      );
    end = await child.ended;
    await output.end();
  } catch (error) {
    return failed((error as Error).message);
  }
  return outcome(end, outOfMemory);
}

function outcome({ code, signal }: ChildEnd, outOfMemory: boolean): RunResponse {
  if (code === 0) return new RunResponse();
  if (code === ALREADY_SHOWN) {
    const response = new RunResponse();
    response.setBail(true);
    return response;
  }
  if (outOfMemory)
    return failed(
      "the program ran out of memory; give node more with runtime.options.nodeargs: --max-old-space-size=<MiB>.",
    );
  return failed(
    signal === null
      ? `the program exited with code ${code ?? "unknown"}.`
      : `the program was ended by ${signal}.`,
  );
}

function failed(message: string): RunResponse {
  const response = new RunResponse();
  response.setError(message);
  return response;
}
