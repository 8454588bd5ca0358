import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

import type { FreshContainerArgs, TaskCommandArgs } from "../../plugins/slipway/sdk/task";
import type { DockerHost } from "../hosts/docker-host";
import type { Hosts } from "../hosts/host-group";
import type { Image } from "../images/image";
import type { PrivateNetwork } from "../networks/private-network";
import type { Workload } from "../workloads/workload";

/** A container of its own for a command. */
export type FreshArgs = Omit<FreshContainerArgs, "image" | "networks"> & {
  /** An `Image`, or the name of one, which is pulled where it is absent. */
  image: Image | pulumi.Input<string>;
  /** Networks that it joins. Defaults to the engine's default bridge. */
  networks?: (PrivateNetwork | docker.Network | pulumi.Input<string>)[];
};

export interface TaskArgs extends TaskCommandArgs {
  /**
   * What it runs in: a workload's containers, one container, or one of its own from an image (then say `on`). Defaults
   * to the host itself.
   */
  in?: Workload | docker.Container | FreshArgs;
  /** The host, or hosts, each of which runs it. A workload and a container have theirs. Another host replaces. */
  on?: DockerHost | Hosts;
  /** Of a workload: `"all"` containers, or the `"first"` alone. A plain value. Defaults to `"all"`. */
  replica?: "all" | "first";
}
