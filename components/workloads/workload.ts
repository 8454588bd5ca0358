import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../../model/defaults";
import { planRollout, type Rollout } from "../../model/rollout";
import type { HealthSpec, PortSpec } from "../../model/workload";
import { withoutStacks } from "../quiet-stacks";
import { transformed } from "../transform";
import { recordedArgs } from "./recorded-args";
import { checkArgs, type CheckedArgs } from "./check-args";
import { containerArgs } from "./container-args";
import { endpointsOf, type Endpoint } from "./endpoint";
import { timeouts } from "./timeouts";
import { createVolumes, type WorkloadVolumes } from "./volumes";
import type { WorkloadArgs } from "./workload-args";

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
  private readonly containers: docker.Container[] = [];
  private readonly volumes: WorkloadVolumes;

  constructor(name: string, args: WorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:workloads:Workload", name, recordedArgs(args), opts);
    this.name = name;
    const checked = checkArgs(args, this);
    this.ports = checked.ports ?? [];
    this.health = checked.health;

    const rollout = planRollout(checked);
    this.explain(rollout);
    this.volumes = createVolumes(this, name, checked, checked.replicas ?? defaults.replicas);
    this.createContainers(checked, rollout);

    this.containerNames = pulumi.all(this.containers.map((container) => container.name));
    this.volumeNames = pulumi.all(this.volumes.all.map((volume) => volume.name));
    this.endpoints = endpointsOf(this.containerNames, this.ports);
    this.registerOutputs({
      name: this.name,
      endpoints: this.endpoints,
      containerNames: this.containerNames,
      volumeNames: this.volumeNames,
    });
  }

  /** In preview, why replicas will be stopped before their successors start. */
  private explain({ order, reason }: Rollout): void {
    if (order !== "stop-first" || !pulumi.runtime.isDryRun()) return;
    void pulumi.log.info(`replicas are replaced stop-first: ${reason}`, this);
  }

  private createContainers(args: CheckedArgs, { order, batches }: Rollout): void {
    let before: docker.Container[] = [];
    for (const batch of batches) {
      const created = batch.map((replica) => this.createContainer(args, replica, order, before));
      this.containers.push(...created);
      before = created;
    }
  }

  private createContainer(
    args: CheckedArgs,
    replica: number,
    order: Rollout["order"],
    dependsOn: docker.Container[],
  ): docker.Container {
    const opts: pulumi.CustomResourceOptions = {
      parent: this,
      provider: args.on.provider,
      ...(dependsOn.length === 0 ? {} : { dependsOn }),
      ...(order === "stop-first" ? { deleteBeforeReplace: true } : {}),
      // Few programs read their files again while they run, and the rollout's gate is in the replacement.
      replaceOnChanges: ["uploads"],
      ...timeouts(args),
    };
    const childArgs = transformed(
      args.transforms?.container,
      containerArgs(this.name, args, this.volumes, replica),
      opts,
      replica,
    );
    return withoutStacks(() => new docker.Container(`${this.name}-${replica}`, childArgs, opts));
  }

  /** The resources beneath. */
  get nodes(): { containers: docker.Container[]; volumes: docker.Volume[] } {
    return { containers: [...this.containers], volumes: [...this.volumes.all] };
  }
}
