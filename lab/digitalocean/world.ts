import { Actions } from "./actions";
import { Certificates } from "./certificates";
import { Clusters } from "./clusters";
import { Domains } from "./domains";
import { urnOf, type Droplet } from "./droplet/droplet";
import { Droplets } from "./droplet/droplets";
import { Faults } from "./faults";
import { unprocessable } from "./http/answer";
import { LoadBalancers } from "./load-balancer/load-balancers";
import { DropletNetwork } from "./network/droplet-network";
import { Firewalls } from "./network/firewalls";
import { ReservedIps } from "./network/reserved-ips";
import type { Switch } from "./network/switch";
import { Vpcs, type Vpc } from "./network/vpcs";
import { Projects } from "./projects";
import { Registries } from "./registries";
import type { Settings } from "./settings";
import { SshKeys } from "./ssh-keys";
import { Tags } from "./tags";
import { Volumes } from "./volumes";

/** Something that can have tags. */
export interface Taggable {
  type: "droplet" | "volume";
  uri: string;
  tags: Set<string>;
}

/** Everything that there is at the provider. */
export class World {
  readonly faults = new Faults();
  readonly keys = new SshKeys();
  readonly tags = new Tags();
  readonly projects = new Projects();
  readonly domains = new Domains();
  readonly actions: Actions;
  readonly vpcs: Vpcs;
  readonly droplets: Droplets;
  readonly firewalls: Firewalls;
  readonly reservedIps: ReservedIps;
  readonly network: DropletNetwork;
  readonly certificates: Certificates;
  readonly loadBalancers: LoadBalancers;
  readonly volumes: Volumes;
  readonly registries: Registries;
  readonly clusters: Clusters;

  constructor(
    readonly settings: Settings,
    readonly net: Switch,
  ) {
    this.actions = new Actions(this.faults, {
      create: settings.options.createMs,
      other: settings.options.actionMs,
    });
    this.vpcs = new Vpcs(net);
    this.droplets = new Droplets(this);
    this.firewalls = new Firewalls(this);
    this.reservedIps = new ReservedIps(this);
    this.network = new DropletNetwork(this);
    this.certificates = new Certificates(this);
    this.loadBalancers = new LoadBalancers(this);
    this.volumes = new Volumes(this);
    this.registries = new Registries(this);
    this.clusters = new Clusters(this);
  }

  /** What is in a private network. */
  membersOf(vpc: Vpc): { name: string; urn: string; created_at: string }[] {
    const inside = <T extends { vpc: Vpc }>(all: T[]) => all.filter((each) => each.vpc === vpc);
    return [
      ...inside(this.droplets.all()).map((droplet) => ({
        name: droplet.name,
        urn: urnOf(droplet),
        created_at: droplet.createdAt,
      })),
      ...inside(this.loadBalancers.all()).map(({ spec, id, createdAt }) => ({
        name: spec.name,
        urn: `do:loadbalancer:${id}`,
        created_at: createdAt,
      })),
      ...inside(this.clusters.all()).map(({ name, id, createdAt }) => ({
        ...{ name, urn: `do:kubernetes:${id}`, created_at: createdAt },
      })),
    ];
  }

  allTaggable(): Taggable[] {
    const { endpoint } = this.settings;
    return [
      ...this.droplets.all().map(({ id, tags }) => ({
        type: "droplet" as const,
        uri: `${endpoint}/v2/droplets/${id}`,
        tags,
      })),
      ...this.volumes.all().map(({ id, tags }) => ({
        type: "volume" as const,
        uri: `${endpoint}/v2/volumes/${id}`,
        tags,
      })),
    ];
  }

  taggable(type: string, id: string): Taggable {
    const found = this.allTaggable().find(
      (thing) => thing.type === type && thing.uri.endsWith(`/${id}`),
    );
    if (found === undefined) throw unprocessable(`There is no ${type} ${id}.`);
    return found;
  }

  /** Throws where volumes can't be attached to so many droplets. */
  mustAttach(ids: readonly string[], region: string, droplets: number): void {
    if (ids.length > 0 && droplets > 1)
      throw unprocessable("Volumes can only be attached to one Droplet.");
    for (const id of ids) {
      const volume = this.volumes.all().find((each) => each.id === id);
      if (volume === undefined) throw unprocessable("Volume not found.");
      if (volume.region !== region)
        throw unprocessable("Volume and Droplet must be in the same region.");
      if (volume.dropletId !== undefined)
        throw unprocessable("Volume is already attached to a Droplet.");
    }
  }

  /** Something is so now that firewalls or load balancers may depend on; resolves when they have it. */
  async changed(): Promise<void> {
    await Promise.all([this.network.refresh(), this.loadBalancers.refresh()]);
  }

  /** Nothing may name it any more. */
  async dropletGone(droplet: Droplet): Promise<void> {
    this.network.forget(droplet);
    this.projects.forget(urnOf(droplet));
    for (const each of this.firewalls.all())
      each.dropletIds = each.dropletIds.filter((id) => id !== droplet.id);
    for (const { spec } of this.loadBalancers.all())
      if (spec.droplet_ids != null)
        spec.droplet_ids = spec.droplet_ids.filter((id) => id !== droplet.id);
    for (const each of this.reservedIps.of(droplet)) each.dropletId = undefined;
    for (const each of this.volumes.all())
      if (each.dropletId === droplet.id) await this.volumes.detach(each);
    await this.changed();
  }
}
