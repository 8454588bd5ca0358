import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { checkHost } from "../../../model/compose/host/check-host";
import { describeComposeMistakes } from "../../../model/compose/findings";
import { onEngine } from "../../../model/compose/on-engine";
import { dropUnused } from "../../../model/compose/profiles";
import { awaitedHealth, jobsOf, serviceOrder } from "../../../model/compose/service-order";
import type { Mistake } from "../../../model/mistakes";
import { didYouMean } from "../../../model/nearest";
import { refuse } from "../../mistakes";
import type { ComposeAppArgs } from "../compose-app-args";
import { refuseFiles, type ReadCompose } from "../read-project";
import type { AppOnHost } from "./app-on-host";
import { createContainers } from "./containers";
import { createImages } from "./images";
import { isLocalHost } from "./is-local-host";
import { createNetworks } from "./networks";
import { createVolumes } from "./volumes";

/** The resources beneath an app. */
export interface ComposeNodes {
  /** By service. */
  containers: Record<string, docker.Container[]>;
  networks: docker.Network[];
  volumes: docker.Volume[];
  images: docker.RemoteImage[];
}

/** Makes an app's children on a Docker host; throws first what the host can't do, all at once. */
export function placeOnHost(
  app: pulumi.Resource,
  name: string,
  args: ComposeAppArgs,
  read: ReadCompose,
): ComposeNodes {
  const isLocal = isLocalHost(args.on);
  refuse(unknownJobs(args, Object.keys(read.project.services)), app);
  const { refused, noEffect } = onEngine(read, "host");
  refuseFiles(
    [...refused, ...checkHost(read, { isLocal, jobs: args.jobs ?? [] })],
    read.later,
    app,
  );
  if (pulumi.runtime.isDryRun())
    for (const each of noEffect) void pulumi.log.info(describeComposeMistakes([each]), app);

  const project = structuredClone(read.project);
  dropUnused(project);
  const on: AppOnHost = {
    app,
    name,
    project,
    host: args.on,
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
  return { containers: on.containers, networks, volumes, images };
}

function unknownJobs({ jobs = [] }: ComposeAppArgs, services: readonly string[]): Mistake[] {
  return jobs.flatMap((job, index) =>
    services.includes(job)
      ? []
      : [
          {
            path: `jobs[${index}]`,
            problem: `there is no active service "${job}"${didYouMean(job, services)}`,
          },
        ],
  );
}
