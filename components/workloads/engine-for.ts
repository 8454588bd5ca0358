import * as pulumi from "@pulumi/pulumi";
import { show } from "../../model/mistakes";
import { DockerHost } from "../hosts/docker-host";
import type { Hosts } from "../hosts/host-group";
import { refuse } from "../mistakes";
import { onGroup } from "./on-group/on-group";
import { onHost } from "./on-host/on-host";
import type { BringsEngine, Engine } from "./placement";
import type { WorkloadArgs } from "./workload-args";

/** The engine that a workload's `on` means. */
export function engineFor(on: WorkloadArgs["on"], workload: pulumi.Resource): Engine {
  if (on instanceof DockerHost) return onHost(on);
  const given = on as (Partial<Hosts> & Partial<BringsEngine>) | undefined;
  if (Array.isArray(given?.hosts)) return onGroup(on as Hosts);
  if (given?.engine !== undefined) return given.engine;
  refuse(
    [
      {
        path: "on",
        problem: `expected a DockerHost, a HostGroup, a SwarmCluster or a KubernetesCluster, got ${show(on)}`,
      },
    ],
    workload,
  );
  throw new Error("not reached: refuse throws");
}
