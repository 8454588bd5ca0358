import { parseDockerAddress } from "../../../model/docker-endpoint";
import type { DockerHost } from "../../hosts/docker-host";
import { isDeferred } from "../../inputs";

/** Whether a host's engine runs on the machine that runs the program, so that both have the same files. */
export function isLocalHost({ connection }: DockerHost): boolean {
  const host = connection?.host ?? process.env["DOCKER_HOST"];
  if (host === undefined || host === "") return true;
  // An address that comes of another resource is that of another machine.
  if (isDeferred(host)) return false;
  const address = parseDockerAddress(host);
  return !("problem" in address) && address.kind !== "ssh" && address.kind !== "tcp";
}
