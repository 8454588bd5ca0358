import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { LabHost } from "../../lab/lab-host";
import { copyImage } from "./copy-image";

const run = promisify(execFile);

/**
 * Puts an image of the engine that the tests run on into a lab's registry, by way of a host of the lab: the engine here takes no
 * registry in the clear but its own machine's.
 *
 * @returns its name there, by digest.
 */
export async function pushImage(
  image: string,
  host: LabHost,
  registry: string,
  as: string,
): Promise<string> {
  await copyImage(image, host.dockerHost);
  const docker = async (...args: string[]) =>
    (await run("docker", ["--host", host.dockerHost, ...args])).stdout;
  const name = `${registry}/${as}`;
  await docker("tag", image, name);
  await docker("push", "--quiet", name);
  const digest = await docker("image", "inspect", "--format", "{{index .RepoDigests 0}}", name);
  return digest.trim();
}

/** Builds a folder on the engine that the tests run on; the same folder is built once. */
export async function buildImage(folder: string, name: string): Promise<string> {
  await run("docker", ["build", "--quiet", "--tag", name, folder], { maxBuffer: 1 << 26 });
  return name;
}
