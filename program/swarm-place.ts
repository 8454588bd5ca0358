import type { DropletArgs } from "@pulumi/digitalocean/droplet";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { DropletGroup, type DropletSpec } from "../components/digitalocean/droplet-group";
import { LoadBalancer } from "../components/digitalocean/load-balancer";
import { Network } from "../components/digitalocean/network";
import { Gateway } from "../components/gateway/gateway";
import { Image } from "../components/images/image";
import { SwarmCluster } from "../components/swarm/swarm-cluster";
import type { StackConfig } from "../config/load";
import type { Place } from "./place";

/** What a stack of a swarm has unless it says otherwise. */
const IMAGE = "debian-12-x64";
const MANAGERS = 3;
const HEALTH_INTERVAL_SECONDS = 10;

/** Droplets that are a swarm, each with a gateway on it, behind a load balancer. */
export function swarmPlace(config: StackConfig): Place {
  // Checked: an engine "swarm" has them.
  const cloud = config.digitalocean!;
  const network = new Network("network", { regions: cloud.regions, sshFrom: cloud.sshFrom });
  const droplets = new DropletGroup("node", {
    network,
    droplets: dropletsOf(cloud),
    defaults: {
      size: cloud.size,
      image: cloud.image ?? IMAGE,
      environment: pulumi.getStack(),
      ...(cloud.backups !== undefined && { backups: cloud.backups }),
    },
    ...(cloud.protect && { transforms: { droplet: protect } }),
    sshKeys: { publicKeys: cloud.sshKeys },
    sshOpts: cloud.sshOpts,
  });
  const cluster = new SwarmCluster("swarm", {
    managers: droplets.where({ role: "manager" }),
    workers: droplets.where({ role: "worker" }),
    nodes: droplets.swarmNodes,
  });
  const overlay = new docker.Network(
    "private",
    // Gateways are containers of their hosts, and join it all the same.
    { driver: "overlay", attachable: true },
    {
      provider: cluster.provider,
      dependsOn: [...cluster.members],
      // As the gateways are, which would have to leave it first.
      deletedWith: droplets.nodes.droplets[0]!,
    },
  );
  const { port, image: gatewayImage } = config.gateway;
  const image = new Image("gateway-image", { on: droplets, reference: gatewayImage! });
  // The load balancer sends to the droplets of its own region alone.
  const behindBalancer = droplets.hosts.filter(({ traits }) => traits.region === cloud.regions[0]);
  const gateways: Gateway[] = [];
  for (const host of behindBalancer) {
    const before = gateways.at(-1)?.nodes.proxy?.container;
    gateways.push(
      new Gateway(`gateway-${host.name}`, {
        on: host,
        image,
        port,
        // The network's firewall lets the load balancer in, and nobody else.
        bind: "0.0.0.0",
        networks: [overlay.name],
        // One that is replaced is away for a moment: one after the other, so that the load balancer finds the others.
        ...(before !== undefined && { transforms: { container: after(before) } }),
      }),
    );
  }
  const balancer = new LoadBalancer("web", {
    network,
    to: droplets,
    ports: [{ port: 80, target: port }],
    health: {
      path: "/healthz",
      intervalSeconds: cloud.healthIntervalSeconds ?? HEALTH_INTERVAL_SECONDS,
      timeoutSeconds: 3,
      healthyAfter: 2,
      unhealthyAfter: 2,
    },
  });
  return {
    workload: {
      on: cluster.place({ endpointMode: "dnsrr", spread: ["region"] }),
      image: config.image!,
      networks: [overlay],
      // The gateways ask DNS once a second: the others serve while one is changed.
      rollout: { batch: 1, waitSeconds: 3 },
    },
    volumeAccess: "shared",
    expose(workload) {
      for (const gateway of gateways) {
        gateway.route(workload.name, { to: workload });
        // A host leaves the swarm when the load balancer sends it nothing any more.
        gateway.behind("balancer", balancer.checks!, { dependsOn: [...cluster.members] });
      }
      return {
        url: pulumi.interpolate`http://${balancer.address}`,
        outputs: {
          swarm: cluster.swarmId,
          hosts: Object.fromEntries(droplets.hosts.map((each) => [each.name, each.host])),
          monthlyCostUsd: droplets.monthlyCost.apply((cost) => cost + balancer.monthlyCost),
        },
      };
    },
  };
}

function after(before: pulumi.Resource) {
  return (args: docker.ContainerArgs, opts: pulumi.CustomResourceOptions): docker.ContainerArgs => {
    Object.assign(opts, pulumi.mergeOptions(opts, { dependsOn: before }));
    return args;
  };
}

/** Against deletion and replacement. */
function protect(args: DropletArgs, opts: pulumi.CustomResourceOptions): DropletArgs {
  opts.protect = true;
  return args;
}

/** Over the regions in turn, so that no region has all managers. */
function dropletsOf({
  managers = MANAGERS,
  workers,
  regions,
}: NonNullable<StackConfig["digitalocean"]>): Record<string, DropletSpec> {
  const of = (role: string, count: number) =>
    Array.from({ length: count }, (_, index): [string, DropletSpec] => [
      `${role}-${index + 1}`,
      { roles: [role], region: regions[index % regions.length]! },
    ]);
  return Object.fromEntries([...of("manager", managers), ...of("worker", workers)]);
}
