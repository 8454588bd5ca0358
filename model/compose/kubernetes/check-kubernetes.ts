import { isLaterText } from "../../later-text";
import { tellerOf, type ComposeMistake, type Tell } from "../findings";
import { publishedPorts } from "../host/published-port";
import type { LoadedCompose } from "../load";
import type { ComposeProject, ComposeService } from "../project";
import { replicasOf } from "../replicas";
import { jobsOf } from "../service-order";
import { claimName } from "./claim-name";
import { exposedPort } from "./service-ports";
import { healthOf, tmpfsText } from "./workload-of";

const NAME = /^[a-z]([a-z0-9-]{0,51}[a-z0-9])?$/;
const MIB = 1024 * 1024;
const ENDLESS = ["always", "unless-stopped"];

/**
 * Values that a Kubernetes cluster can't do, though their attributes are fine.
 *
 * @param named services that do one thing and end, beside those whose end others wait for.
 */
export function checkKubernetes(
  { project, placeOf }: LoadedCompose,
  named: readonly string[],
): ComposeMistake[] {
  const mistakes: ComposeMistake[] = [];
  const tell = tellerOf(placeOf, mistakes);
  const jobs = new Set([...jobsOf(project), ...named]);
  for (const [name, service] of Object.entries(project.services)) {
    const at: Tell = (keys, problem) => tell(["services", name, ...keys], problem);
    if (!NAME.test(name))
      at(
        [],
        "the name leads to the service in the cluster, so it needs a lower-case letter first, then letters, digits and dashes, 53 at most",
      );
    if (service.image === undefined && service.build === undefined)
      at(["image"], "expected an image");
    const mode = service.deploy?.mode;
    if (mode !== undefined && mode !== "replicated")
      at(["deploy", "mode"], `expected "replicated" on Kubernetes, got "${mode}"`);
    if (service.init === true)
      at(["init"], "Kubernetes starts no init; build one into the image, or leave it out");
    const { user } = service;
    if (user !== undefined && !isLaterText(user) && !/^\d+(:\d+)?$/.test(user))
      at(["user"], `expected numbers such as 1000:1000 on Kubernetes, got "${user}"`);
    checkPorts(service, at);
    checkSizes(service, at);
    checkVolumes(service, at);
    checkHealth(project, service, at);
    if (jobs.has(name)) checkJob(service, at);
  }
  for (const [key, volume] of Object.entries(project.volumes)) {
    if (volume.driver !== undefined && volume.driver !== "local")
      tell(
        ["volumes", key, "driver"],
        `expected "local", got "${volume.driver}"; the cluster's storage class decides`,
      );
    if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(claimName(volume)))
      tell(["volumes", key, "name"], `can't be a claim's name: "${volume.name}"`);
  }
  return mistakes;
}

function checkPorts(service: ComposeService, tell: Tell): void {
  const replicas = replicasOf(service);
  service.ports?.forEach(({ published }, index) => {
    const range = publishedPorts(published);
    if (range === undefined) return;
    if (range.last > range.first)
      tell(["ports", index], `expected one published port, got ${published}`);
    else if (replicas > 1)
      tell(
        ["ports", index],
        `only one replica of a node can have the port ${published}, and there are ${replicas}; leave it out, and let a Gateway lead to the service`,
      );
  });
  service.expose?.forEach((text, index) => {
    if (exposedPort(text) === undefined)
      tell(["expose", index], `expected one port, got ${JSON.stringify(text)}`);
  });
}

function checkSizes(service: ComposeService, tell: Tell): void {
  const { limits, reservations } = service.deploy?.resources ?? {};
  const sizes: [readonly (string | number)[], string | undefined][] = [
    [["mem_limit"], service.mem_limit],
    [["mem_reservation"], service.mem_reservation],
    [["deploy", "resources", "limits", "memory"], limits?.memory],
    [["deploy", "resources", "reservations", "memory"], reservations?.memory],
    ...(service.volumes ?? []).map(
      ({ tmpfs }, index): [(string | number)[], string | undefined] => [
        ["volumes", index, "tmpfs", "size"],
        tmpfs?.size,
      ],
    ),
  ];
  for (const [keys, size] of sizes)
    if (size !== undefined && (Number(size) <= 0 || Number(size) % MIB !== 0))
      tell(keys, `expected whole MiB, as in 64m, got ${size} bytes`);
  service.tmpfs?.forEach((text, index) => {
    const { size, other } = tmpfsText(text);
    if (other.length > 0)
      tell(["tmpfs", index], `only a size can be given on Kubernetes, got ${other.join(",")}`);
    if (size !== undefined && size % MIB !== 0)
      tell(["tmpfs", index], `expected whole MiB, as in 64m, got ${size} bytes`);
  });
}

function checkVolumes(service: ComposeService, tell: Tell): void {
  service.volumes?.forEach(({ type, source, bind }, index) => {
    if (type === "volume" && source === undefined)
      tell(
        ["volumes", index],
        "a volume without a name goes with its container; name it, or use a tmpfs",
      );
    // Where `bind` says more, that is refused already.
    else if (type !== "volume" && type !== "tmpfs" && bind === undefined)
      tell(
        ["volumes", index, "type"],
        `"${type}" can't be done on Kubernetes; use a config, a secret or a volume`,
      );
  });
}

function checkHealth(project: ComposeProject, service: ComposeService, tell: Tell): void {
  const { healthcheck: check, depends_on = {} } = service;
  if (check !== undefined && check.test === undefined && check.disable !== true)
    tell(["healthcheck"], "expected a test: Kubernetes doesn't see the image's own");
  for (const [name, { condition }] of Object.entries(depends_on)) {
    const other = project.services[name];
    if (condition === "service_healthy" && other && healthOf(other.healthcheck) === undefined)
      tell(
        ["depends_on", name, "condition"],
        `is service_healthy, and "${name}" has no healthcheck in the file: Kubernetes doesn't see the image's own`,
      );
  }
}

/** What a Job can't have. */
function checkJob(service: ComposeService, tell: Tell): void {
  const why: Partial<Record<keyof ComposeService, string>> = {
    ports: "nobody is sent to what ends by itself",
    expose: "nobody is sent to what ends by itself",
    healthcheck: "it is done when it has ended well",
  };
  for (const [key, reason] of Object.entries(why))
    if (service[key as keyof ComposeService] !== undefined)
      tell([key], `this service is waited for until it ends: ${reason}; take it away`);
  if (service.deploy?.update_config !== undefined)
    tell(
      ["deploy", "update_config"],
      "this service is waited for until it ends: another one takes its place; take it away",
    );
  if (ENDLESS.includes(service.restart ?? ""))
    tell(
      ["restart"],
      `is "${service.restart}", and this service is waited for until it ends; take it away`,
    );
}
