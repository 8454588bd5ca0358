import { Firewall } from "@pulumi/digitalocean/firewall";
import {
  ReservedIp as Official,
  type ReservedIpArgs as OfficialArgs,
} from "@pulumi/digitalocean/reservedIp";
import * as pulumi from "@pulumi/pulumi";
import { PRICES } from "../../model/digitalocean/prices";
import { joinPath, show, type Mistake } from "../../model/mistakes";
import { didYouMean } from "../../model/nearest";
import { refuse } from "../mistakes";
import { transformed, type Transform } from "../transform";
import type { DropletGroup } from "./droplet-group";
import { Offer } from "./offer";

export interface ReservedIpArgs {
  /** Such as `nyc3`. Defaults to that of the droplet it leads to; required where it leads to none. Replaces: another address. */
  region?: string;
  /**
   * The droplet it leads to. Defaults to none: it is kept, and costs something. In place, also where the droplet is replaced: then it
   * leads to the new one before the old one goes. Another region replaces it.
   */
  to?: {
    group: DropletGroup;
    /** Name of one of the group's droplets. */
    droplet: string;
  };
  /**
   * TCP ports of the droplet that anyone may reach, by this address and the droplet's own, 1 to 65535. Plain values. Defaults to
   * none: what the network's firewall lets through. In place.
   */
  ports?: readonly number[];
  /** The last word on the children. */
  transforms?: { reservedIp?: Transform<OfficialArgs> };
}

/** A public address that stays while droplets come and go. */
export class ReservedIp extends pulumi.ComponentResource {
  /** The address. */
  readonly address: pulumi.Output<string>;
  /** US dollars a month. It costs nothing while it leads to a droplet. */
  readonly monthlyCost: number;
  private readonly reservedIp: Official;
  private readonly firewall: Firewall | undefined;

  constructor(name: string, args: ReservedIpArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:digitalocean:ReservedIp", name, {}, opts);
    refuse(mistakesIn(args), this);
    const { to, ports = [], transforms } = args;
    const dropletId = dropletIdOf(to);
    const childOpts: pulumi.CustomResourceOptions = { parent: this };
    // In place, and not by a resource of its own that would have to be replaced with the droplet.
    const childArgs: OfficialArgs = {
      region: this.region(name, args),
      ...(dropletId !== undefined && { dropletId }),
    };
    this.reservedIp = new Official(
      name,
      transformed(transforms?.reservedIp, childArgs, childOpts),
      childOpts,
    );
    if (dropletId !== undefined && ports.length > 0)
      this.firewall = new Firewall(
        `${name}-published`,
        {
          dropletIds: [dropletId],
          inboundRules: ports.map((port) => ({
            protocol: "tcp",
            portRange: String(port),
            sourceAddresses: ["0.0.0.0/0", "::/0"],
          })),
        },
        { parent: this },
      );
    this.address = this.reservedIp.ipAddress;
    this.monthlyCost = to === undefined ? PRICES.idleReservedIp : 0;
    this.registerOutputs({ address: this.address, monthlyCost: this.monthlyCost });
  }

  private region(name: string, { region, to }: ReservedIpArgs): pulumi.Input<string> {
    // Its droplet's was looked up with the droplet.
    if (to !== undefined) return regionOf(to)!;
    const offer = new Offer(this);
    offer.want([{ path: name, region: region! }]);
    return offer.when(region!);
  }

  /** The resources beneath. */
  get nodes(): { reservedIp: Official; firewall: Firewall | undefined } {
    return { reservedIp: this.reservedIp, firewall: this.firewall };
  }
}

type Target = NonNullable<ReservedIpArgs["to"]>;

function indexOf({ group, droplet }: Target): number {
  return group.hosts.findIndex(({ name }) => name === droplet);
}

function regionOf(to: Target): string | undefined {
  return to.group.hosts[indexOf(to)]?.traits.region;
}

function dropletIdOf(to: Target | undefined): pulumi.Output<number> | undefined {
  return to?.group.nodes.droplets[indexOf(to)]!.id.apply(Number);
}

function mistakesIn({ region, to, ports = [] }: ReservedIpArgs): Mistake[] {
  const mistakes: Mistake[] = [];
  const there = to === undefined ? undefined : regionOf(to);
  if (to === undefined && region === undefined)
    mistakes.push({ path: "region", problem: "expected a region, or a droplet it leads to" });
  if (to !== undefined && there === undefined) {
    const names = to.group.hosts.map(({ name }) => name);
    const near = didYouMean(to.droplet, names);
    mistakes.push({
      path: "to.droplet",
      problem: `the group has no droplet ${show(to.droplet)}${near === "" ? `; it has ${names.join(", ") || "none"}` : near}`,
    });
  }
  if (region !== undefined && there !== undefined && region !== there)
    mistakes.push({
      path: "region",
      problem: `is ${region}, and the droplet ${to!.droplet} is in ${there}`,
    });
  ports.forEach((port, index) => {
    if (!(Number.isInteger(port) && port >= 1 && port <= 65_535))
      mistakes.push({
        path: joinPath("ports", index),
        problem: `expected a whole number from 1 to 65535, got ${show(port)}`,
      });
  });
  if (ports.length > 0 && to === undefined)
    mistakes.push({ path: "ports", problem: "are a droplet's, and it leads to none" });
  return mistakes;
}
