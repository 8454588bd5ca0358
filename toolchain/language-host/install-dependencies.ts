import type { ServerWritableStream } from "@grpc/grpc-js";
import {
  InstallDependenciesResponse,
  type InstallDependenciesRequest,
} from "@pulumi/pulumi/proto/language_pb";
import { startChild } from "./child-process";
import { packageManager } from "./package-manager";
import { runtimeOptions } from "./runtime-options";

type InstallStream = ServerWritableStream<InstallDependenciesRequest, InstallDependenciesResponse>;

/** `pulumi install`: runs the program's package manager and streams what it prints. */
export async function installDependencies(stream: InstallStream): Promise<void> {
  const info = stream.request.getInfo();
  const folder = info?.getProgramDirectory() || stream.request.getDirectory();
  const write = (kind: "stdout" | "stderr", chunk: Buffer) => {
    const response = new InstallDependenciesResponse();
    if (kind === "stdout") response.setStdout(chunk);
    else response.setStderr(chunk);
    stream.write(response);
  };
  try {
    const manager = packageManager(runtimeOptions(info).packagemanager, folder);
    write("stdout", Buffer.from(`Installing dependencies with ${manager}...\n\n`));
    const args = ["install", ...(manager === "npm" ? ["--loglevel=error"] : [])];
    const child = startChild(manager, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    stream.once("cancelled", () => child.cancel());
    child.process.stdout?.on("data", (chunk: Buffer) => write("stdout", chunk));
    child.process.stderr?.on("data", (chunk: Buffer) => write("stderr", chunk));
    const { code } = await child.ended;
    if (code !== 0) throw new Error(`${manager} install in ${folder} ended with code ${code}.`);
    write("stdout", Buffer.from("Finished installing dependencies\n\n"));
    stream.end();
  } catch (error) {
    stream.destroy(error as Error);
  }
}
