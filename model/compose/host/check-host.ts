import { tellerOf, type ComposeMistake, type Tell } from "../findings";
import type { LoadedCompose } from "../load";
import { serviceOf } from "../normalize";
import type { ComposeProject, ComposeService } from "../project";
import { replicasOf } from "../replicas";
import { jobsOf } from "../service-order";
import { isOfProject } from "./is-of-project";
import { publishedPorts } from "./published-port";
import { isBoundFile, serviceFiles } from "./service-files";

const MIB = 1024 * 1024;
const PULLS = ["missing", "if_not_present", "build"];
const ENDLESS = ["always", "unless-stopped"];

export interface HostCheck {
  /** Whether the host's files are those of the machine that runs the program. */
  readonly isLocal: boolean;
  /** Services that do one thing and end, beside those whose end others wait for. */
  readonly jobs: readonly string[];
}

/** Values that a Docker host can't do, though their attributes are fine. */
export function checkHost(
  { project, placeOf }: LoadedCompose,
  { isLocal, jobs: named }: HostCheck,
): ComposeMistake[] {
  const mistakes: ComposeMistake[] = [];
  const tell = tellerOf(placeOf, mistakes);
  const jobs = new Set([...jobsOf(project), ...named]);
  for (const [name, service] of Object.entries(project.services)) {
    const at: Tell = (keys, problem) => tell(["services", name, ...keys], problem);
    checkMode(service, at);
    checkShared(project, service, at);
    checkPorts(service, at);
    checkSizes(service, at);
    checkVolumes(service, at);
    checkFiles(project, service, isLocal, at);
    checkHealth(service, at);
    checkBuild(service, at);
    if (service.pull_policy !== undefined && !PULLS.includes(service.pull_policy))
      at(
        ["pull_policy"],
        `"${service.pull_policy}" can't be done: a changed image name or digest is what pulls; leave it out`,
      );
    if (service.userns_mode !== undefined && service.userns_mode !== "host")
      at(["userns_mode"], `expected "host", got "${service.userns_mode}"`);
    if (jobs.has(name) && ENDLESS.includes(service.restart ?? ""))
      at(
        ["restart"],
        `is "${service.restart}", and this service is waited for until it ends; take it away`,
      );
  }
  for (const [name, { enable_ipv4 }] of Object.entries(project.networks))
    if (enable_ipv4 === false)
      tell(["networks", name, "enable_ipv4"], "can't be false: @pulumi/docker can't set it");
  return mistakes;
}

function checkMode(service: ComposeService, tell: Tell): void {
  const mode = service.deploy?.mode;
  if (mode === "replicated-job" || mode === "global-job")
    tell(
      ["deploy", "mode"],
      `"${mode}" is for a Swarm; on a host, let another service wait for it with service_completed_successfully`,
    );
}

/** What is shared is the first container's. */
function checkShared({ services }: ComposeProject, service: ComposeService, tell: Tell): void {
  const named = [
    ...(["network_mode", "ipc", "pid"] as const).map(
      (key) => [[key], serviceOf(service[key])] as const,
    ),
    ...(service.volumes_from ?? []).map(
      (each, index) => [["volumes_from", index], each.split(":")[0]] as const,
    ),
  ];
  for (const [keys, name] of named)
    if (name !== undefined && services[name] !== undefined && replicasOf(services[name]) === 0)
      tell(keys, `needs a container of the service "${name}", which has none`);
}

function checkPorts(service: ComposeService, tell: Tell): void {
  const replicas = replicasOf(service);
  service.ports?.forEach(({ published }, index) => {
    const ports = publishedPorts(published);
    if (ports === undefined || ports.last - ports.first + 1 >= replicas) return;
    tell(
      ["ports", index],
      `publishes ${published} for ${replicas} containers, of which each needs a port of its own; give a range, or publish a proxy instead`,
    );
  });
}

/** @pulumi/docker takes whole MiB. */
function checkSizes(service: ComposeService, tell: Tell): void {
  const { limits, reservations } = service.deploy?.resources ?? {};
  const sizes: [readonly string[], string | undefined][] = [
    [["mem_limit"], service.mem_limit],
    [["mem_reservation"], service.mem_reservation],
    [["memswap_limit"], service.memswap_limit],
    [["shm_size"], service.shm_size],
    [["deploy", "resources", "limits", "memory"], limits?.memory],
    [["deploy", "resources", "reservations", "memory"], reservations?.memory],
  ];
  for (const [keys, size] of sizes)
    if (size !== undefined && size !== "-1" && Number(size) % MIB !== 0)
      tell(keys, `expected whole MiB, as in 64m, got ${size} bytes`);
}

function checkVolumes(service: ComposeService, tell: Tell): void {
  service.volumes?.forEach(({ type, image, bind }, index) => {
    if (bind?.selinux !== undefined && bind.propagation !== undefined)
      tell(["volumes", index], "expected only one of selinux and propagation, got both");
    if (!["bind", "volume", "tmpfs"].includes(type ?? "") && image === undefined)
      tell(["volumes", index, "type"], `"${type}" can't be done: @pulumi/docker can't set it`);
  });
}

/** What has to be written into a container, or brought to another machine. */
function checkFiles(
  project: ComposeProject,
  service: ComposeService,
  isLocal: boolean,
  tell: Tell,
): void {
  const isSealed = service.read_only === true;
  for (const file of serviceFiles(project, service))
    if (isSealed && !isBoundFile(file, isLocal))
      tell(
        file.path,
        "can't be written into a container that is `read_only`; on this machine a `file` without owner and mode is mounted instead",
      );
  service.volumes?.forEach(({ type, source = "", read_only }, index) => {
    if (isLocal || type !== "bind" || !isOfProject(project, source)) return;
    const keys = ["volumes", index];
    if (read_only !== true)
      tell(
        keys,
        `${source} is on this machine, and a container on another can't write to it; make it read-only, which brings a copy, or take a volume`,
      );
    else if (isSealed)
      tell(keys, `${source} can't be brought into a container that is \`read_only\``);
  });
}

function checkHealth({ healthcheck }: ComposeService, tell: Tell): void {
  if (healthcheck !== undefined && healthcheck.disable !== true && healthcheck.test === undefined)
    tell(
      ["healthcheck"],
      "needs a test: @pulumi/docker can't take the image's own with other times",
    );
}

function checkBuild({ build }: ComposeService, tell: Tell): void {
  if (build === undefined) return;
  if (build.context !== undefined && !build.context.startsWith("/"))
    tell(["build", "context"], `expected a folder, got ${build.context}; clone it, and name that`);
  if ((build.platforms?.length ?? 0) > 1)
    tell(["build", "platforms"], "expected one platform: the engine keeps an image for one");
}
