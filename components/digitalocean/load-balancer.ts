import { Firewall } from "@pulumi/digitalocean/firewall";
import {
  LoadBalancer as Official,
  type LoadBalancerArgs as OfficialArgs,
} from "@pulumi/digitalocean/loadBalancer";
import * as pulumi from "@pulumi/pulumi";
import { dollars, PRICES } from "../../model/digitalocean/prices";
import { joinPath, show, type Mistake } from "../../model/mistakes";
import type { BalancerChecks } from "../gateway/balancer-checks";
import { refuse } from "../mistakes";
import { transformed, type Transform } from "../transform";
import type { DropletGroup } from "./droplet-group";
import type { Network } from "./network";

export interface PublishedPort {
  /** Port of the load balancer, 1 to 65535. */
  port: number;
  /** Port of the droplets, 1 to 65535. */
  target: number;
  /**
   * `http`; `https`, of which the certificate is here and the droplets get plain HTTP; or `tcp`, which is passed through as it is,
   * TLS too. Defaults to `http`.
   */
  protocol?: "http" | "https" | "tcp";
  /** Name of a certificate at DigitalOcean, for `https`. */
  certificate?: pulumi.Input<string>;
}

export interface LoadBalancerArgs {
  network: Network;
  /** The droplets behind it: those of the group in its region. A change moves it over. */
  to: DropletGroup;
  /** At least one. Plain but for the certificate. In place. */
  ports: readonly PublishedPort[];
  /** Defaults to the network's first. Replaces: it gets another address. */
  region?: string;
  /** How it tells whether a droplet can take requests. Defaults to `/` of the first port's target, by HTTP. In place. */
  health?: {
    /** By HTTP, a path that answers 2xx; without one, whether the port accepts connections. */
    path?: string;
    port?: number;
    /** Defaults to 10. */
    intervalSeconds?: number;
    /** Defaults to 5. */
    timeoutSeconds?: number;
    /** Answers after which a droplet is taken for well. Defaults to 5. */
    healthyAfter?: number;
    /** Failures after which it isn't. Defaults to 3. */
    unhealthyAfter?: number;
  };
  /** Sends a client to the same droplet again. Defaults to not. In place. */
  sticky?: { cookieName: string; ttlSeconds: number };
  /** How many machines it is itself, 1 to 100. Defaults to 1. In place. */
  nodes?: number;
  /** The last word on the children. */
  transforms?: { loadBalancer?: Transform<OfficialArgs> };
}

type Health = NonNullable<LoadBalancerArgs["health"]>;
const HEALTH: Health = { path: "/" };
const CHECKS = { intervalSeconds: 10, timeoutSeconds: 5, healthyAfter: 5, unhealthyAfter: 3 };

/** DigitalOcean's load balancer before the droplets of a group, and the only one that their firewall lets at those ports. */
export class LoadBalancer extends pulumi.ComponentResource {
  /** Its public address. */
  readonly address: pulumi.Output<string>;
  /** US dollars a month. */
  readonly monthlyCost: number;
  /** For `gateway.behind`. A balancer that looks by TCP can't be told that one leaves: then it is undefined. */
  readonly checks: BalancerChecks | undefined;
  private readonly loadBalancer: Official;
  private readonly firewall: Firewall;

  constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:digitalocean:LoadBalancer", name, {}, opts);
    refuse(mistakesIn(args), this);
    const childOpts: pulumi.CustomResourceOptions = { parent: this };
    this.loadBalancer = new Official(
      name,
      transformed(args.transforms?.loadBalancer, this.officialArgs(args), childOpts),
      childOpts,
    );
    const { health, ports } = args;
    const targets = new Set([
      ...ports.map(({ target }) => target),
      health?.port ?? ports[0]!.target,
    ]);
    this.firewall = new Firewall(
      `${name}-published`,
      {
        tags: [args.to.tag],
        inboundRules: [...targets].map((port) => ({
          protocol: "tcp",
          portRange: String(port),
          sourceLoadBalancerUids: [this.loadBalancer.id],
        })),
      },
      { parent: this },
    );
    this.checks = checksOf(this.loadBalancer, health ?? HEALTH);
    this.address = this.loadBalancer.ip;
    this.monthlyCost = dollars(PRICES.loadBalancerNode * (args.nodes ?? 1));
    this.registerOutputs({ address: this.address, monthlyCost: this.monthlyCost });
  }

  private officialArgs(args: LoadBalancerArgs): OfficialArgs {
    const { network, to, ports, health = HEALTH, sticky, nodes } = args;
    const region = args.region ?? network.regions[0]!;
    return {
      region,
      vpcUuid: network.vpcIn(region),
      dropletTag: to.tag,
      forwardingRules: ports.map(({ port, target, protocol = "http", certificate }) => ({
        entryPort: port,
        entryProtocol: protocol,
        targetPort: target,
        targetProtocol: protocol === "https" ? "http" : protocol,
        ...(certificate !== undefined && { certificateName: certificate }),
      })),
      healthcheck: {
        protocol: health.path === undefined ? "tcp" : "http",
        ...(health.path !== undefined && { path: health.path }),
        port: health.port ?? ports[0]!.target,
        checkIntervalSeconds: health.intervalSeconds ?? CHECKS.intervalSeconds,
        responseTimeoutSeconds: health.timeoutSeconds ?? CHECKS.timeoutSeconds,
        healthyThreshold: health.healthyAfter ?? CHECKS.healthyAfter,
        unhealthyThreshold: health.unhealthyAfter ?? CHECKS.unhealthyAfter,
      },
      ...(sticky !== undefined && {
        stickySessions: {
          type: "cookies",
          cookieName: sticky.cookieName,
          cookieTtlSeconds: sticky.ttlSeconds,
        },
      }),
      sizeUnit: nodes ?? 1,
    };
  }

  /** The resources beneath. */
  get nodes(): { loadBalancer: Official; firewall: Firewall } {
    return { loadBalancer: this.loadBalancer, firewall: this.firewall };
  }
}

function checksOf(balancer: Official, health: Health): BalancerChecks | undefined {
  const { path } = health;
  if (path === undefined) return undefined;
  // A check that has begun just before says how it was then, and may take as long as it is given.
  const after = (answers: number) =>
    answers * (health.intervalSeconds ?? CHECKS.intervalSeconds) +
    (health.timeoutSeconds ?? CHECKS.timeoutSeconds);
  return {
    path,
    balancer,
    joinSeconds: after(health.healthyAfter ?? CHECKS.healthyAfter),
    leaveSeconds: after(health.unhealthyAfter ?? CHECKS.unhealthyAfter),
  };
}

function mistakesIn({ ports, sticky, network, region }: LoadBalancerArgs): Mistake[] {
  if (ports.length === 0)
    return [{ path: "ports", problem: "expected at least one port, got none" }];
  const isPort = (port: unknown) =>
    Number.isInteger(port) && (port as number) >= 1 && (port as number) <= 65535;
  const mistakes = ports.flatMap((spec, index) => {
    const path = joinPath("ports", index);
    const found: Mistake[] = (["port", "target"] as const)
      .filter((key) => !isPort(spec[key]))
      .map((key) => ({
        path: joinPath(path, key),
        problem: `expected a whole number from 1 to 65535, got ${show(spec[key])}`,
      }));
    if (spec.protocol === "https" && spec.certificate === undefined)
      found.push({
        path: joinPath(path, "certificate"),
        problem: 'expected the name of a certificate, got nothing; "tcp" passes TLS through',
      });
    if (spec.protocol !== "https" && spec.certificate !== undefined)
      found.push({ path: joinPath(path, "certificate"), problem: 'is for protocol "https" alone' });
    return found;
  });
  const elsewhere = region === undefined ? undefined : network.regionMistake(region);
  if (elsewhere !== undefined) mistakes.push({ path: "region", problem: elsewhere });
  if (sticky !== undefined && ports.some(({ protocol }) => protocol === "tcp"))
    mistakes.push({ path: "sticky", problem: 'goes by cookies, which a "tcp" port has none of' });
  return mistakes;
}
