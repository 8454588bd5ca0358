import type { ServerWritableStream } from "@grpc/grpc-js";
import { RunPluginResponse, type RunPluginRequest } from "@pulumi/pulumi/proto/language_pb";
import type { ChildEnd, RunningChild } from "./child-process";
import { startChild } from "./child-process";
import { debuggerArguments, startDebugging } from "./debugging";
import { locateModule } from "./locate-module";
import { preload } from "./preload";
import { PolicyProxy } from "./policy-proxy";
import { optionVariables, runtimeOptions } from "./runtime-options";

type PluginStream = ServerWritableStream<RunPluginRequest, RunPluginResponse>;

/** Runs a plugin written for Node.js: a component provider, or a policy pack. */
export async function runPlugin(stream: PluginStream, engineAddress: string): Promise<void> {
  const isPolicyPack = stream.request.getKind() === "analyzer";
  const proxy = isPolicyPack ? await PolicyProxy.listen() : undefined;
  let child: RunningChild | undefined;
  let cancelled = false;
  stream.once("cancelled", () => {
    cancelled = true;
    proxy?.close();
    // The engine is done with the plugin, or gone.
    child?.process.kill("SIGKILL");
  });
  try {
    if (proxy !== undefined) writeOut(stream, "stdout", Buffer.from(`${proxy.port}\n`));
    const policyVariables = await proxy?.configuration();
    if (cancelled) return;
    child = await start(stream, engineAddress, policyVariables);
    pipe(stream, "stderr", child.process.stderr);
    if (proxy === undefined) pipe(stream, "stdout", child.process.stdout);
    else proxy.attach(child.process.stdout!, (chunk) => writeOut(stream, "stdout", chunk));
    const end = await child.ended;
    proxy?.close(new Error(`the policy pack ended with ${describe(end)} before it was ready`));
    const last = new RunPluginResponse();
    last.setExitcode(end.code ?? 1);
    stream.write(last);
    stream.end();
  } catch (error) {
    proxy?.close(error as Error);
    stream.destroy(error as Error);
  }
}

async function start(
  stream: PluginStream,
  engineAddress: string,
  policyVariables: Record<string, string> | undefined,
): Promise<RunningChild> {
  const request = stream.request;
  const info = request.getInfo();
  const folder = info?.getProgramDirectory() || request.getPwd();
  const options = runtimeOptions(info);
  const module =
    policyVariables !== undefined
      ? "@pulumi/pulumi/cmd/run-policy-pack"
      : process.env.PULUMI_LANGUAGE_NODEJS_RUN_PATH || "@pulumi/pulumi/cmd/run-plugin";
  const runner = locateModule(module, folder, `npm install in ${folder}`);
  const debug = request.getAttachDebugger() ? await debuggerArguments() : undefined;
  const rest = request.getArgsList();
  // A policy pack's runner wants the folder last, a plugin's wants it first.
  const args = policyVariables !== undefined ? [...rest, folder] : [folder, ...rest];
  const child = startChild(
    process.execPath,
    [...preload(), ...options.nodeargs, ...(debug?.args ?? []), runner, ...args],
    {
      cwd: policyVariables !== undefined ? folder : request.getPwd() || folder,
      env: {
        ...Object.fromEntries(request.getEnvList().map(splitVariable)),
        ...optionVariables(options),
        ...policyVariables,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  if (debug !== undefined)
    await startDebugging(
      engineAddress,
      child.process.pid,
      debug.port,
      `Pulumi: Plugin (${request.getName()})`,
    );
  return child;
}

function splitVariable(variable: string): [string, string] {
  const at = variable.indexOf("=");
  return [variable.slice(0, at), variable.slice(at + 1)];
}

function writeOut(stream: PluginStream, kind: "stdout" | "stderr", chunk: Buffer): void {
  const response = new RunPluginResponse();
  if (kind === "stdout") response.setStdout(chunk);
  else response.setStderr(chunk);
  stream.write(response);
}

function pipe(
  stream: PluginStream,
  kind: "stdout" | "stderr",
  source: NodeJS.ReadableStream | null,
): void {
  source?.on("data", (chunk: Buffer) => writeOut(stream, kind, chunk));
}

function describe({ code, signal }: ChildEnd): string {
  return signal === null ? `code ${code ?? "unknown"}` : signal;
}
