import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { ComposeFile } from "../../model/compose/schema/compose-file";
import type { DockerHost } from "../hosts/docker-host";
import type { Image } from "../images/image";
import type { KubernetesCluster } from "../kubernetes/kubernetes-cluster";
import type { Transform } from "../transform";
import type { WorkloadArgs } from "../workloads/workload-args";
import type { WithInputs } from "./inline-file";
import type { ComposeSwarm } from "./on-swarm/app-on-swarm";

/** A compose file as typed data, with Pulumi inputs for its texts. */
export type InlineFile = WithInputs<ComposeFile>;

export interface ComposeAppArgs {
  /** Where it runs: a host, a Swarm, or a Kubernetes cluster. A change moves it there. */
  on: DockerHost | ComposeSwarm | KubernetesCluster;
  /**
   * The compose file, or several, of which later ones go on top. Plain values, relative to the project. Defaults to
   * compose.yaml (or docker-compose.yml and so on) and its override, in the project's folder or above it; to none where
   * `project` is given.
   */
  file?: string | readonly string[];
  /**
   * What a compose file says, as typed data, or several on top of each other and of `file`. Texts may be secrets and
   * outputs of other resources.
   */
  project?: InlineFile | readonly InlineFile[];
  /** What an override file says, on top of everything else: another image, more replicas, an environment's own values. */
  overrides?: InlineFile;
  /**
   * What its containers, networks and volumes are called after. A plain value. Defaults to the file's `name`, else the
   * component's own name in lower case. A change makes everything anew.
   */
  projectName?: string;
  /** Folder in which relative paths of the files begin. A plain value. Defaults to that of the first file. */
  directory?: string;
  /** Profiles to turn on. Plain values. Defaults to COMPOSE_PROFILES, else none. */
  profiles?: readonly string[];
  /** Files of variables in the place of `.env`. Plain values, relative to the project. */
  envFiles?: readonly string[];
  /**
   * Variables for `${…}` in the files, before those of the environment and of `.env`. One that is secret, or an output of
   * another resource, can stand in any text: in variables of the environment, commands, secrets, image names.
   */
  variables?: Readonly<Record<string, pulumi.Input<string>>>;
  /**
   * What services run from instead of the file's `image` and `build`: an `Image` of the same program, one promoted from
   * another stack, or any name. By service. Defaults to none.
   */
  images?: Readonly<Record<string, Image | pulumi.Input<string>>>;
  /**
   * Services that do one thing and end: `up` waits until they end with exit code 0. Plain values. Those that others wait
   * for with `service_completed_successfully` need not be named. Defaults to none.
   */
  jobs?: readonly string[];
  /**
   * Leaves volumes on the host when they, or the whole app, are taken out of the program, as `docker compose down` does.
   * With false their data is deleted. Defaults to true.
   */
  keepVolumes?: boolean;
  /** The last word on the children, by their name in the file. `index` counts the containers of a service from 0. */
  transforms?: {
    /** Containers on a host. */
    services?: Readonly<Record<string, Transform<docker.ContainerArgs>>>;
    /** Services of a Swarm. */
    swarmServices?: Readonly<Record<string, Transform<docker.ServiceArgs>>>;
    /** Workloads on a Kubernetes cluster. */
    workloads?: Readonly<Record<string, (args: WorkloadArgs) => WorkloadArgs | void>>;
    images?: Readonly<Record<string, Transform<docker.RemoteImageArgs>>>;
    networks?: Readonly<Record<string, Transform<docker.NetworkArgs>>>;
    volumes?: Readonly<Record<string, Transform<docker.VolumeArgs>>>;
  };
}
