import * as pulumi from "@pulumi/pulumi";
import { show } from "../../model/mistakes";
import { DockerHost } from "../hosts/docker-host";
import { refuse } from "../mistakes";
import { onGroup } from "./on-group/on-group";
import { onHost } from "./on-host/on-host";
import type { Engine } from "./placement";
import type { WorkloadArgs } from "./workload-args";

/** The engine that a workload's `on` means. */
export function engineFor(on: WorkloadArgs["on"], workload: pulumi.Resource): Engine {
  if (on instanceof DockerHost) return onHost(on);
  if (Array.isArray((on as Partial<typeof on> | undefined)?.hosts)) return onGroup(on);
  refuse(
    [{ path: "on", problem: `expected a DockerHost or a HostGroup, got ${show(on)}` }],
    workload,
  );
  throw new Error("not reached: refuse throws");
}
