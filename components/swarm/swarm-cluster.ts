import * as pulumi from "@pulumi/pulumi";
import { nodeLabels, nodeSelectorMistakes } from "../../model/swarm-placement";
import type { HostTraits } from "../../model/targeting";
import { Node, type NodeArgs } from "../../plugins/slipway/sdk/node";
import { Swarm, type SwarmArgs, type SwarmManagerArgs } from "../../plugins/slipway/sdk/swarm";
import type { DockerHost } from "../hosts/docker-host";
import { mapInput } from "../inputs";
import { refuse } from "../mistakes";
import { transformed } from "../transform";
import type { Engine } from "../workloads/placement";
import {
  clusterMistakes,
  membersOf,
  recordedArgs,
  type Member,
  type SwarmClusterArgs,
} from "./swarm-cluster-args";
import { SwarmPlacement, type SwarmPlacementArgs } from "./swarm-placement";
import { SwarmProvider } from "./swarm-provider";

export type { SwarmClusterArgs };

/**
 * Hosts that are one Docker Swarm, for `Workload`, `SwarmSecret` and `SwarmConfig` to be placed `on`.
 *
 * Managers join one after the other, then the workers side by side. What would put the managers' quorum at risk is
 * refused in the preview.
 */
export class SwarmCluster extends pulumi.ComponentResource {
  /** The name it was given in the program. */
  readonly name: string;
  /** The swarm's id. */
  readonly swarmId: pulumi.Output<string>;
  /** For resources of @pulumi/docker in this swarm: `{ provider: cluster.provider, dependsOn: cluster.members }`. */
  readonly provider: pulumi.ProviderResource;
  /** Its nodes, managers first. What runs in the swarm depends on them, so that they leave after it. */
  readonly members: readonly Node[];
  /** With this, a host joins as a worker by hand. A secret. */
  readonly workerToken: pulumi.Output<string>;
  /** Unlocks a manager by hand; undefined without `autolock`. A secret. */
  readonly unlockKey: pulumi.Output<string | undefined>;
  /** What is known of its hosts. */
  readonly hostTraits: readonly HostTraits[];
  private readonly swarm: Swarm;

  constructor(name: string, args: SwarmClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:swarm:SwarmCluster", name, recordedArgs(args), opts);
    this.name = name;
    refuse(clusterMistakes(args), this);

    const members = membersOf(args);
    const managers = members.filter(({ role }) => role === "manager").map(({ host }) => host);
    this.hostTraits = members.map(({ host }) => host.traits);
    this.swarm = this.createSwarm(args, managers);
    this.swarmId = this.swarm.swarmId;
    this.workerToken = this.swarm.workerToken;
    this.unlockKey = this.swarm.unlockKey;
    this.members = this.createNodes(args, members);
    this.provider = new SwarmProvider(
      name,
      { swarm: this.swarmId, managers: managers.map(({ connection }) => connection) },
      { parent: this },
    );
    this.registerOutputs({
      name: this.name,
      swarmId: this.swarmId,
      provider: this.provider,
      workerToken: this.workerToken,
      unlockKey: this.unlockKey,
    });
  }

  private createSwarm(args: SwarmClusterArgs, managers: readonly DockerHost[]): Swarm {
    const { managers: _, workers: __, nodes, transforms, ...settings } = args;
    const opts: pulumi.CustomResourceOptions = { parent: this };
    const swarmArgs: SwarmArgs = {
      ...settings,
      managers: managers.map((host) => {
        const { advertiseAddr, listenAddr, dataPathAddr } = nodes?.[host.name] ?? {};
        const addresses = { advertiseAddr, listenAddr, dataPathAddr };
        return { ...asManager(host), ...addresses };
      }),
    };
    return new Swarm(this.name, transformed(transforms?.swarm, swarmArgs, opts), opts);
  }

  private createNodes(args: SwarmClusterArgs, members: readonly Member[]): Node[] {
    const managers = members.filter(({ role }) => role === "manager").map(({ host }) => host);
    const made: Node[] = [];
    let before: Node[] = [];
    for (const [index, { host, role }] of members.entries()) {
      const opts: pulumi.CustomResourceOptions = { parent: this, dependsOn: [...before] };
      const given = args.nodes?.[host.name];
      const nodeArgs: NodeArgs = {
        ...given,
        ...(host.connection !== undefined && { connection: host.connection }),
        swarm: this.swarmId,
        managers: managers.map(asManager),
        role,
        labels: mapInput(given?.labels ?? {}, (more) => ({ ...nodeLabels(host.traits), ...more })),
      };
      const node = new Node(
        `${this.name}-${host.name}`,
        transformed(args.transforms?.node, nodeArgs, opts, index),
        opts,
      );
      made.push(node);
      // The next manager joins when this one has; workers join when all of them have.
      if (role === "manager") before = [node];
    }
    return made;
  }

  /** What `Workload` makes of it. */
  get engine(): Engine {
    return this.place({}).engine;
  }

  /** A place in it for workloads: on some of its nodes, on each of them, and how they are found and changed. */
  place(args: SwarmPlacementArgs): SwarmPlacement {
    const placement = new SwarmPlacement(this, args);
    refuse(nodeSelectorMistakes(args.where ?? {}, "place.where"), this);
    return placement;
  }

  /** The resources beneath. */
  get nodes(): { swarm: Swarm; nodes: readonly Node[]; provider: pulumi.ProviderResource } {
    return { swarm: this.swarm, nodes: this.members, provider: this.provider };
  }
}

function asManager({ name, connection }: DockerHost): SwarmManagerArgs {
  return { name, ...(connection !== undefined && { connection }) };
}
