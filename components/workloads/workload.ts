import * as pulumi from "@pulumi/pulumi";
import type { HealthSpec, PortSpec } from "../../model/workload";
import { checkArgs } from "./check-args";
import type { Endpoint } from "./endpoint";
import { engineFor } from "./engine-for";
import type { Placement, WorkloadNodes } from "./placement";
import { recordedArgs } from "./recorded-args";
import type { WorkloadArgs } from "./workload-args";

export type { WorkloadArgs };

/**
 * One program in containers: replicas of an image with their volumes, changed without downtime where that can be.
 *
 * A replica that doesn't become healthy fails the update, and the ones before it go on serving. Send traffic through
 * a Gateway's route: it follows `endpoints`, which only ever name healthy replicas.
 */
export class Workload extends pulumi.ComponentResource {
  /** The name it was given in the program, and the name it has on its private networks. */
  readonly name: string;
  /** Where each replica is reached on the private networks; known once all are created and healthy. */
  readonly endpoints: pulumi.Output<Endpoint[]>;
  /** Names of its containers on the host. */
  readonly containerNames: pulumi.Output<string[]>;
  /** Names of the volumes it made. */
  readonly volumeNames: pulumi.Output<string[]>;
  /** Ports as they were given. */
  readonly ports: readonly PortSpec[];
  /** Health check as it was given. */
  readonly health: HealthSpec | undefined;
  private readonly placement: Placement;

  constructor(name: string, args: WorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:workloads:Workload", name, recordedArgs(args), opts);
    this.name = name;
    const engine = engineFor(args.on, this);
    const checked = checkArgs(args, engine, this);
    this.ports = checked.ports ?? [];
    this.health = checked.health;

    this.placement = engine.place(this, name, checked);
    this.containerNames = this.placement.containerNames;
    this.volumeNames = this.placement.volumeNames;
    this.endpoints = this.placement.endpoints;
    this.registerOutputs({
      name: this.name,
      endpoints: this.endpoints,
      containerNames: this.containerNames,
      volumeNames: this.volumeNames,
    });
  }

  /** Why a gateway on a Docker host can't reach it; undefined where it can. */
  get unreachable(): string | undefined {
    return this.placement.unreachable;
  }

  /** The resources beneath. */
  get nodes(): WorkloadNodes {
    return this.placement.nodes;
  }
}
