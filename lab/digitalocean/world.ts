import { Actions } from "./actions";
import { urnOf, type Droplet } from "./droplet/droplet";
import { Droplets } from "./droplet/droplets";
import { Faults } from "./faults";
import type { Switch } from "./network/switch";
import { unprocessable } from "./http/answer";
import { Vpcs, type Vpc } from "./network/vpcs";
import type { Settings } from "./settings";
import { SshKeys } from "./ssh-keys";
import { Tags } from "./tags";

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
  readonly actions: Actions;
  readonly vpcs: Vpcs;
  readonly droplets: Droplets;

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
  }

  /** What is in a private network. */
  membersOf(vpc: Vpc): { name: string; urn: string; created_at: string }[] {
    return this.droplets
      .all()
      .filter((droplet) => droplet.vpc === vpc)
      .map((droplet) => ({
        name: droplet.name,
        urn: urnOf(droplet),
        created_at: droplet.createdAt,
      }));
  }

  allTaggable(): Taggable[] {
    const { endpoint } = this.settings;
    return this.droplets.all().map(({ id, tags }) => ({
      type: "droplet" as const,
      uri: `${endpoint}/v2/droplets/${id}`,
      tags,
    }));
  }

  taggable(type: string, id: string): Taggable {
    const found = this.allTaggable().find(
      (thing) => thing.type === type && thing.uri.endsWith(`/${id}`),
    );
    if (found === undefined) throw unprocessable(`There is no ${type} ${id}.`);
    return found;
  }

  /** Throws where volumes can't be attached to so many new droplets. */
  mustAttach(ids: readonly string[], _region: string, _droplets: number): void {
    if (ids.length > 0) throw unprocessable("Volume not found.");
  }

  /** Something is so now that rules or load balancers may depend on. */
  changed(): void {}

  /** Nothing may name it any more. */
  dropletGone(_droplet: Droplet): void {
    this.changed();
  }
}
