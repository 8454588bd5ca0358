import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

import { show, type Mistake } from "../../model/mistakes";
import type { TaskArgs as TaskResourceArgs } from "../../plugins/slipway/sdk/task";
import { DockerHost, hostOfProvider } from "../hosts/docker-host";
import { Image } from "../images/image";
import { networkName } from "../workloads/on-host/container-args";
import { Workload } from "../workloads/workload";
import type { FreshArgs, TaskArgs } from "./task-args";

/** One place of a task. */
export interface TaskPlace {
  /** What the child's name ends with. */
  role: string;
  /** For people: the container's or the host's name. */
  place: pulumi.Input<string>;
  args: Pick<TaskResourceArgs, "connection" | "container" | "freshContainer">;
  /** A machine that goes takes its tasks along. */
  opts: Pick<pulumi.CustomResourceOptions, "deletedWith">;
}

/** Where a task runs; or what is wrong with how that was said. */
export function taskPlaces(args: TaskArgs): { places: TaskPlace[]; mistakes: Mistake[] } {
  const { in: inside, on, replica } = args;
  const mistakes: Mistake[] = [];
  if (replica !== undefined && replica !== "all" && replica !== "first")
    mistakes.push({ path: "replica", problem: `expected "all" or "first", got ${show(replica)}` });
  if (replica !== undefined && !(inside instanceof Workload))
    mistakes.push({ path: "replica", problem: "is for a workload, and `in` is none" });
  if (inside instanceof Workload) {
    if (on !== undefined)
      mistakes.push({ path: "on", problem: "a workload has its hosts: leave it out" });
    const all = inside.nodes.containers;
    const places = (replica === "first" ? all.slice(0, 1) : all).map((each, index) =>
      inContainer(each, nameOf(each) ?? String(index), undefined, mistakes),
    );
    return { places, mistakes };
  }
  if (docker.Container.isInstance(inside)) {
    if (on !== undefined && !(on instanceof DockerHost))
      mistakes.push({
        path: "on",
        problem: "a container is on one host: give it, or leave it out",
      });
    const host = on instanceof DockerHost ? on : undefined;
    return { places: [inContainer(inside, "container", host, mistakes)], mistakes };
  }
  if (inside !== undefined && !isFresh(inside))
    mistakes.push({
      path: "in",
      problem: `expected a Workload, a docker.Container or { image }, got ${show(inside)}`,
    });
  const hosts = on instanceof DockerHost ? [on] : on?.hosts;
  if (!Array.isArray(hosts)) {
    mistakes.push({
      path: "on",
      problem: `expected a DockerHost or a HostGroup, got ${show(on)}`,
    });
    return { places: [], mistakes };
  }
  if (isFresh(inside) && inside.image instanceof Image) {
    const image = inside.image;
    const missing = hosts.filter((host: DockerHost) => !image.isOn(host));
    if (missing.length > 0)
      mistakes.push({
        path: "in.image",
        problem: `is not on ${missing.map(({ name }) => `"${name}"`).join(", ")}, where the task runs; give the Image the same \`on\``,
      });
  }
  const places = hosts.map((host: DockerHost) => ({
    role: host.name,
    place: host.name,
    args: {
      ...connectionOf(host),
      ...(isFresh(inside) && { freshContainer: freshContainer(inside, host) }),
    },
    opts: optionsOf(host),
  }));
  return { places, mistakes };
}

function inContainer(
  container: docker.Container,
  role: string,
  on: DockerHost | undefined,
  mistakes: Mistake[],
): TaskPlace {
  const host = on ?? hostOf(container);
  if (host === undefined)
    mistakes.push({
      path: "on",
      problem: "expected the container's DockerHost, as its provider isn't one's: give it as `on`",
    });
  return {
    role,
    place: container.name,
    args: { container: container.name, ...connectionOf(host) },
    opts: optionsOf(host),
  };
}

function freshContainer({ image, networks, ...fresh }: FreshArgs, host: DockerHost) {
  return {
    ...fresh,
    image: image instanceof Image ? image.refOn(host) : image,
    ...(networks !== undefined && {
      networks: networks.map((each) => networkName(each, host)),
    }),
  };
}

function isFresh(inside: TaskArgs["in"]): inside is FreshArgs {
  return typeof inside === "object" && inside !== null && "image" in inside && !isResource(inside);
}

function isResource(value: object): boolean {
  return "urn" in value;
}

function connectionOf(host: DockerHost | undefined): Pick<TaskResourceArgs, "connection"> {
  return host?.connection === undefined ? {} : { connection: host.connection };
}

function optionsOf(host: DockerHost | undefined): TaskPlace["opts"] {
  const machine = host?.childOptions.deletedWith;
  return machine === undefined ? {} : { deletedWith: machine };
}

/** The SDK keeps both, but has no public way to ask. */
function hostOf(container: docker.Container): DockerHost | undefined {
  const { __prov: provider } = container as unknown as { __prov?: pulumi.ProviderResource };
  return provider && hostOfProvider(provider);
}

function nameOf(resource: pulumi.Resource): string | undefined {
  return (resource as unknown as { __name?: string }).__name;
}
