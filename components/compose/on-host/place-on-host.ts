import * as pulumi from "@pulumi/pulumi";
import { checkHost } from "../../../model/compose/host/check-host";
import { describeComposeMistakes } from "../../../model/compose/findings";
import { onEngine } from "../../../model/compose/on-engine";
import { dropUnused } from "../../../model/compose/profiles";
import { awaitedHealth, jobsOf, serviceOrder } from "../../../model/compose/service-order";
import { unknownJobs } from "../../../model/compose/unknown-jobs";
import { refuse } from "../../mistakes";
import type { ComposeAppArgs } from "../compose-app-args";
import type { DockerHost } from "../../hosts/docker-host";
import type { ComposeNodes } from "../compose-nodes";
import { refuseFiles, type ReadCompose } from "../read-project";
import type { AppOnHost } from "./app-on-host";
import { createContainers } from "./containers";
import { createImages } from "./images";
import { isLocalHost } from "./is-local-host";
import { createNetworks } from "./networks";
import { createVolumes } from "./volumes";
import { note } from "../../note";

/** Makes an app's children on a Docker host; throws first what the host can't do, all at once. */
export function placeOnHost(
  app: pulumi.Resource,
  name: string,
  args: ComposeAppArgs,
  host: DockerHost,
  read: ReadCompose,
): ComposeNodes {
  const isLocal = isLocalHost(host);
  refuse(unknownJobs(args.jobs, Object.keys(read.project.services)), app);
  const { refused, noEffect } = onEngine(read, "host");
  refuseFiles(
    [...refused, ...checkHost(read, { isLocal, jobs: args.jobs ?? [] })],
    read.later,
    app,
  );
  if (pulumi.runtime.isDryRun())
    for (const each of noEffect) note("info", describeComposeMistakes([each]), app);

  const project = structuredClone(read.project);
  dropUnused(project);
  const on: AppOnHost = {
    app,
    name,
    project,
    host,
    isLocal,
    later: read.later,
    args,
    jobs: new Set([...jobsOf(project), ...(args.jobs ?? [])]),
    awaitedHealth: awaitedHealth(project),
    networks: {},
    volumes: {},
    images: {},
    containers: {},
  };
  const images = createImages(on);
  const networks = createNetworks(on);
  const volumes = createVolumes(on);
  for (const service of serviceOrder(project))
    on.containers[service] = createContainers(on, service);
  return {
    containers: on.containers,
    services: {},
    networks,
    volumes,
    images,
    secrets: [],
    configs: [],
    workloads: {},
    claims: {},
  };
}
