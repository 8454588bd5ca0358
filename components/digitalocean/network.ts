import { Firewall, type FirewallArgs } from "@pulumi/digitalocean/firewall";
import { Tag } from "@pulumi/digitalocean/tag";
import { Vpc, type VpcArgs } from "@pulumi/digitalocean/vpc";
import * as pulumi from "@pulumi/pulumi";
import { inboundRules, outboundRules } from "../../model/digitalocean/firewall-rules";
import { tag } from "../../model/digitalocean/tags";
import { joinPath, show, type Mistake } from "../../model/mistakes";
import { didYouMean } from "../../model/nearest";
import { refuse } from "../mistakes";
import { transformed, type Transform } from "../transform";
import { Offer } from "./offer";

export interface NetworkArgs {
  /** Such as `["nyc3"]`; at least one. A private network is made in each. Plain values. One that goes deletes its network. */
  regions: readonly string[];
  /**
   * Addresses that may log in by ssh, such as `["203.0.113.7/32"]`: where `pulumi up` runs must be among them. Plain
   * values. Defaults to none: the private network alone. Updates in place.
   */
  sshFrom?: readonly string[];
  /**
   * Addresses of hosts elsewhere that are in a swarm with these droplets. Plain values. Defaults to none. In place.
   */
  swarmFrom?: readonly string[];
  /** The last word on the children. */
  transforms?: { vpc?: Transform<VpcArgs>; firewall?: Transform<FirewallArgs> };
}

/**
 * Private networks, one in each region, and the firewall of all droplets in them: ssh from a list of addresses, Swarm's ports
 * between themselves, nothing else from outside. What a `LoadBalancer` publishes it opens for itself alone.
 */
export class Network extends pulumi.ComponentResource {
  /** What all droplets in it are tagged with, and its firewall goes by. */
  readonly tag: pulumi.Output<string>;
  /** What can be had, as DigitalOcean says, and whether all that its droplets want is in it. */
  readonly offer: Offer;
  readonly regions: readonly string[];
  /** Whether all nodes of a swarm in it reach each other by their private addresses: one region, and none elsewhere. */
  readonly isPrivate: boolean;
  private readonly vpcs = new Map<string, Vpc>();
  private readonly firewall: Firewall;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    const { regions, sshFrom, swarmFrom } = args;
    super("slipway:digitalocean:Network", name, { regions, sshFrom, swarmFrom }, opts);
    refuse(mistakesIn(args), this);
    this.regions = regions;
    this.isPrivate = regions.length === 1 && (swarmFrom ?? []).length === 0;
    this.offer = new Offer(this);
    this.offer.want(
      regions.map((region, index) => ({ path: `${name}.regions[${index}]`, region })),
    );
    regions.forEach((region, index) => {
      const childOpts: pulumi.CustomResourceOptions = { parent: this };
      const vpcArgs = transformed(
        args.transforms?.vpc,
        { region: this.offer.when(region) },
        childOpts,
        index,
      );
      this.vpcs.set(region, new Vpc(`${name}-${region}`, vpcArgs, childOpts));
    });
    const called = tag("slipway", pulumi.getProject(), pulumi.getStack(), name);
    this.tag = new Tag(`${name}-tag`, { name: this.offer.when(called) }, { parent: this }).name;
    this.firewall = this.makeFirewall(name, args);
    this.registerOutputs({ tag: this.tag, regions });
  }

  /** Id of the private network in a region, which it has to have. */
  vpcIn(region: string): pulumi.Output<string> {
    return this.vpcs.get(region)!.id;
  }

  /** Why nothing of it can be in that region; undefined where it can. */
  regionMistake(region: string): string | undefined {
    if (this.vpcs.has(region)) return undefined;
    const near = didYouMean(region, this.regions);
    return `the network has no region ${show(region)}${near === "" ? `; it has ${this.regions.join(", ")}` : near}`;
  }

  private makeFirewall(
    name: string,
    { sshFrom = [], swarmFrom = [], transforms }: NetworkArgs,
  ): Firewall {
    const childOpts: pulumi.CustomResourceOptions = { parent: this };
    const childArgs: FirewallArgs = {
      tags: [this.tag],
      inboundRules: this.tag.apply((group) => inboundRules(sshFrom, group, swarmFrom)),
      outboundRules: outboundRules(),
    };
    return new Firewall(
      `${name}-firewall`,
      transformed(transforms?.firewall, childArgs, childOpts),
      childOpts,
    );
  }

  /** The resources beneath. */
  get nodes(): { vpcs: readonly Vpc[]; firewall: Firewall } {
    return { vpcs: [...this.vpcs.values()], firewall: this.firewall };
  }
}

function mistakesIn({ regions, sshFrom = [], swarmFrom = [] }: NetworkArgs): Mistake[] {
  const mistakes: Mistake[] = [];
  if (regions.length === 0)
    mistakes.push({ path: "regions", problem: "expected at least one region, got none" });
  for (const [key, addresses] of Object.entries({ sshFrom, swarmFrom }))
    addresses.forEach((address, index) => {
      if (!/^[0-9a-fA-F.:]+(\/\d{1,3})?$/.test(address))
        mistakes.push({
          path: joinPath(key, index),
          problem: `expected an address or a range such as 203.0.113.0/24, got ${show(address)}`,
        });
    });
  return mistakes;
}
