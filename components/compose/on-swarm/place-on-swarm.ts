import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { describeComposeMistakes } from "../../../model/compose/findings";
import { onEngine } from "../../../model/compose/on-engine";
import { dropUnused } from "../../../model/compose/profiles";
import { serviceOrder } from "../../../model/compose/service-order";
import { checkSwarm } from "../../../model/compose/swarm/check-swarm";
import { convergeSeconds } from "../../../model/compose/swarm/converge-seconds";
import { withoutStacks } from "../../quiet-stacks";
import { transformed } from "../../transform";
import type { ComposeAppArgs } from "../compose-app-args";
import type { ComposeNodes } from "../compose-nodes";
import { refuseFiles, type ReadCompose } from "../read-project";
import { swarmChild, type AppOnSwarm, type ComposeSwarm } from "./app-on-swarm";
import { serviceArgs } from "./service-args";
import { createFiles } from "./swarm-files";
import { createNetworks } from "./swarm-networks";
import { note } from "../../note";

/** Seconds beside the convergence itself. */
const SLACK_SECONDS = 300;

/** Makes an app's children on a Swarm, as `docker stack deploy` does; throws first what a Swarm can't do, all at once. */
export function placeOnSwarm(
  app: pulumi.Resource,
  name: string,
  args: ComposeAppArgs,
  swarm: ComposeSwarm,
  read: ReadCompose,
): ComposeNodes {
  const { refused, noEffect } = onEngine(read, "swarm");
  refuseFiles([...refused, ...checkSwarm(read)], read.later, app);
  if (pulumi.runtime.isDryRun())
    for (const each of noEffect) note("info", describeComposeMistakes([each]), app);

  const project = structuredClone(read.project);
  dropUnused(project);
  const on: AppOnSwarm = {
    app,
    name,
    project,
    swarm,
    later: read.later,
    args,
    networks: {},
    files: { secrets: {}, configs: {} },
    services: {},
  };
  const networks = createNetworks(on);
  const { secrets, configs } = createFiles(on);
  for (const service of serviceOrder(project)) on.services[service] = createService(on, service);
  return {
    containers: {},
    services: on.services,
    networks,
    volumes: [],
    images: [],
    secrets,
    configs,
    workloads: {},
    claims: {},
  };
}

/** A service has converged, and its tasks are healthy, when it is created: what depends on it comes after. */
function createService(on: AppOnSwarm, name: string): docker.Service {
  const service = on.project.services[name]!;
  const before = Object.keys(service.depends_on ?? {}).flatMap((other) => on.services[other] ?? []);
  const seconds = convergeSeconds(service) + SLACK_SECONDS;
  const opts: pulumi.CustomResourceOptions = {
    ...swarmChild(on),
    dependsOn: [...on.swarm.members, ...before],
    customTimeouts: { create: `${seconds}s`, update: `${seconds}s`, delete: `${seconds}s` },
  };
  const args = transformed(
    on.args.transforms?.swarmServices?.[name],
    on.later.fill(serviceArgs(on, name, service)),
    opts,
  );
  return withoutStacks(() => new docker.Service(`${on.name}-${name}`, args, opts));
}
