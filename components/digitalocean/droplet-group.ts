import { Droplet, type DropletArgs as OfficialArgs } from "@pulumi/digitalocean/droplet";
import { SshKey } from "@pulumi/digitalocean/sshKey";
import { Volume } from "@pulumi/digitalocean/volume";
import { Tag } from "@pulumi/digitalocean/tag";
import * as pulumi from "@pulumi/pulumi";
import { monthlyPrice } from "../../model/digitalocean/catalogue";
import { dollars, PRICES } from "../../model/digitalocean/prices";
import { tag, traitTags } from "../../model/digitalocean/tags";
import { joinPath } from "../../model/mistakes";
import { userData } from "../../model/digitalocean/user-data";
import type { Selector } from "../../model/targeting";
import { SshHostKey } from "../../plugins/slipway/sdk/ssh-host-key";
import type { DockerHost, DockerHostArgs } from "../hosts/docker-host";
import { HostGroup, type Hosts } from "../hosts/host-group";
import type { HostSource } from "../hosts/host-source";
import { refuse } from "../mistakes";
import type { SwarmNodeArgs } from "../swarm/swarm-cluster-args";
import { transformed } from "../transform";
import {
  dropletsOf,
  groupMistakes,
  volumeOf,
  type DropletGroupArgs,
  type WholeDroplet,
} from "./droplet-group-args";

export type { DropletGroupArgs, DropletSpec } from "./droplet-group-args";

const ACTIVE_SECONDS = 600;
const READY_SECONDS = 600;
/** The card of the private network, on every droplet. */
const PRIVATE_CARD = "eth1";

/**
 * Hosts that are droplets. Each gets its host key before its first boot, so that none is trusted on first use, installs
 * Docker by itself, and counts as there when its engine answers.
 *
 * A droplet of another size, image or region is made beside the old one, which goes at the end of the update.
 */
export class DropletGroup extends pulumi.ComponentResource implements HostSource {
  /** The hosts, in the order they were given. */
  readonly group: HostGroup;
  /** What all its droplets are tagged with, for load balancers and firewalls. */
  readonly tag: pulumi.Output<string>;
  /** US dollars a month. */
  readonly monthlyCost: pulumi.Output<number>;
  /** For `SwarmCluster`: the addresses by which its nodes know each other. */
  readonly swarmNodes: Readonly<Record<string, SwarmNodeArgs>>;
  private readonly droplets: readonly Droplet[];
  private readonly volumes: ReadonlyMap<string, Volume[]>;

  constructor(name: string, args: DropletGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:digitalocean:DropletGroup", name, {}, opts);
    refuse(groupMistakes(name, args), this);
    const all = dropletsOf(name, args);
    const specs = all.filter(([, { present }]) => present !== false);
    const { offer } = args.network;
    offer.want(specs.map(([called, spec]) => ({ ...spec, path: pathOf(name, called, args) })));
    const groupTag = tag("slipway", pulumi.getProject(), pulumi.getStack(), name);
    const makeTag = (role: string, called: string) =>
      new Tag(`${name}-${role}`, { name: offer.when(called) }, { parent: this }).name;
    this.tag = makeTag("tag", groupTag);
    // Made here, so that they go again: those that a droplet brings along stay in the account.
    const traits = new Map(
      [...new Set(specs.flatMap(([, spec]) => traitTags(spec)))].map((trait) => [
        trait,
        makeTag(`tag-${trait.replace(":", "-")}`, `${groupTag}:${trait}`),
      ]),
    );
    const hostKey = new SshHostKey(
      `${name}-host-key`,
      args.hostKeyRotation === undefined ? {} : { rotation: args.hostKeyRotation },
      // Where the droplets can't be had it isn't made, either.
      { parent: this, dependsOn: [args.network.nodes.firewall] },
    );
    const keys = this.loginKeys(name, args);
    const boot = (called: string, { volumes = {} }: WholeDroplet) =>
      pulumi.secret(
        pulumi.all([hostKey.privateKey, hostKey.publicKey]).apply(([privateKey, publicKey]) =>
          userData({
            hostKey: { privateKey, publicKey },
            ...(args.daemon !== undefined && { daemon: args.daemon }),
            volumes: Object.entries(volumes).map(([volume, { path }]) => ({
              name: volumeOf(called, volume),
              path,
            })),
          }),
        ),
      );
    this.volumes = new Map(
      all.map(([called, spec]) => [called, this.makeVolumes(called, spec, args)]),
    );
    this.droplets = specs.map(([called, spec], index) =>
      this.makeDroplet(called, spec, {
        group: args,
        keys,
        boot: boot(called, spec),
        traits,
        index,
      }),
    );
    this.group = this.makeHosts(name, args, specs, hostKey);
    this.swarmNodes = Object.fromEntries(
      specs.map(([called], index) => [
        called,
        {
          advertiseAddr: args.network.isPrivate ? PRIVATE_CARD : this.droplets[index]!.ipv4Address,
        },
      ]),
    );
    this.monthlyCost = this.costOf(args, all);
    this.registerOutputs({ tag: this.tag, monthlyCost: this.monthlyCost });
  }

  get hosts(): readonly DockerHost[] {
    return this.group.hosts;
  }

  where(selector: Selector): Hosts {
    return this.group.where(selector);
  }

  private loginKeys(name: string, { network, sshKeys }: DropletGroupArgs): pulumi.Input<string>[] {
    const made = Object.entries(sshKeys.publicKeys ?? {}).map(
      ([called, publicKey]) =>
        new SshKey(
          `${name}-key-${called}`,
          {
            name: network.offer.when(tag(pulumi.getProject(), pulumi.getStack(), name, called)),
            publicKey,
          },
          { parent: this },
        ).fingerprint,
    );
    return [...made, ...(sshKeys.ids ?? [])];
  }

  private makeDroplet(
    called: string,
    spec: WholeDroplet,
    { group, keys, boot, traits, index }: DropletParts,
  ): Droplet {
    const { region, size } = spec;
    const { network, activeSeconds = ACTIVE_SECONDS } = group;
    const volumes = this.volumes.get(called) ?? [];
    const patience = `${activeSeconds}s`;
    const childArgs: OfficialArgs = {
      name: called,
      region,
      size,
      image: spec.image,
      vpcUuid: network.vpcIn(region),
      sshKeys: keys,
      userData: boot,
      tags: [this.tag, network.tag, ...traitTags(spec).map((trait) => traits.get(trait)!)],
      monitoring: spec.monitoring ?? false,
      // Its own agent would put keys of DigitalOcean's into authorized_keys.
      dropletAgent: false,
      gracefulShutdown: true,
      ...(volumes.length > 0 && { volumeIds: volumes.map(({ id }) => id) }),
      backups: spec.backups !== undefined,
      ...(spec.backups !== undefined && { backupPolicy: { plan: spec.backups } }),
    };
    const opts: pulumi.CustomResourceOptions = {
      parent: this,
      // In place it would be switched off for it.
      replaceOnChanges: ["size"],
      // The firewall goes by the tag: it has to be there before anybody can knock.
      dependsOn: [network.nodes.firewall],
      customTimeouts: { create: patience, delete: patience },
    };
    return new Droplet(
      called,
      transformed(group.transforms?.droplet, childArgs, opts, index),
      opts,
    );
  }

  private makeVolumes(
    called: string,
    { region, volumes = {} }: WholeDroplet,
    { network, keepVolumes = true, transforms }: DropletGroupArgs,
  ): Volume[] {
    return Object.entries(volumes).map(([name, { sizeGib }], index) => {
      const opts: pulumi.CustomResourceOptions = { parent: this, protect: keepVolumes };
      const childArgs = {
        name: network.offer.when(volumeOf(called, name)),
        ...{ region, size: sizeGib, initialFilesystemType: "ext4" },
      };
      return new Volume(
        `${called}-${name}`,
        transformed(transforms?.volume, childArgs, opts, index),
        opts,
      );
    });
  }

  private makeHosts(
    name: string,
    args: DropletGroupArgs,
    specs: readonly [string, WholeDroplet][],
    hostKey: SshHostKey,
  ): HostGroup {
    const hosts = specs.map(([called, spec], index): [string, DockerHostArgs] => {
      const droplet = this.droplets[index]!;
      const { region, roles, labels, environment } = spec;
      return [
        called,
        {
          host: pulumi.interpolate`ssh://root@${droplet.ipv4Address}`,
          hostKey: hostKey.publicKey,
          ...(args.sshOpts !== undefined && { sshOpts: args.sshOpts }),
          ...(roles !== undefined && { roles }),
          ...(labels !== undefined && { labels }),
          ...(environment !== undefined && { environment }),
          region,
          machine: droplet,
          ready: { deadlineSeconds: args.readySeconds ?? READY_SECONDS },
        },
      ];
    });
    return new HostGroup(
      name,
      { hosts: Object.fromEntries(hosts), ...(args.each !== undefined && { each: args.each }) },
      { parent: this },
    );
  }

  private costOf(
    { network }: DropletGroupArgs,
    specs: readonly [string, WholeDroplet][],
  ): pulumi.Output<number> {
    return network.offer.catalogue.apply((catalogue) =>
      dollars(
        specs.reduce((sum, [, { size, backups, volumes = {}, present = true }]) => {
          const share =
            backups === undefined
              ? 0
              : backups === "daily"
                ? PRICES.dailyBackups
                : PRICES.weeklyBackups;
          const gib = Object.values(volumes).reduce((all, { sizeGib }) => all + sizeGib, 0);
          const droplet = present ? monthlyPrice(catalogue, size) * (1 + share) : 0;
          return sum + droplet + gib * PRICES.volumeGib;
        }, 0),
      ),
    );
  }

  /** The resources beneath. */
  get nodes(): { droplets: readonly Droplet[]; volumes: readonly Volume[]; group: HostGroup } {
    const volumes = [...this.volumes.values()].flat();
    return { droplets: this.droplets, volumes, group: this.group };
  }
}

function pathOf(name: string, called: string, { droplets }: DropletGroupArgs): string {
  return typeof droplets === "number" ? `${name}.defaults` : joinPath(`${name}.droplets`, called);
}

interface DropletParts {
  group: DropletGroupArgs;
  keys: pulumi.Input<string>[];
  boot: pulumi.Output<string>;
  /** Tags that tell what a droplet is as a host. */
  traits: ReadonlyMap<string, pulumi.Output<string>>;
  index: number;
}
