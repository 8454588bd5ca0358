import { setTimeout as sleep } from "node:timers/promises";

import type { Cluster } from "./clusters";
import { balancerSpec } from "./load-balancer/balancer-spec";
import type { LoadBalancer } from "./load-balancer/load-balancers";
import type { World } from "./world";

/** Long for a controller, which is told at once; who waits for it must bear that. */
const LOOK_EVERY_MS = 250;

interface Service {
  metadata: { uid: string; name: string; namespace: string };
  spec: { type: string; ports: { port: number; nodePort?: number }[] };
  status?: { loadBalancer?: { ingress?: unknown[] } };
}

/**
 * What DigitalOcean's controller in a cluster does: a load balancer for each Service that asks for one, for as long as that is
 * there. Its nodes are fake ones, so nobody answers behind it.
 */
export async function keepBalancers(world: World, cluster: Cluster): Promise<void> {
  const made = new Map<string, LoadBalancer>();
  while (world.clusters.all().includes(cluster)) {
    // The API server may be away for a while.
    await look(world, cluster, made).catch(() => undefined);
    await sleep(LOOK_EVERY_MS);
  }
}

async function look(
  world: World,
  cluster: Cluster,
  made: Map<string, LoadBalancer>,
): Promise<void> {
  const list = await cluster.lab!.get<{ items: Service[] }>("/api/v1/services");
  const wanted = (list?.items ?? []).filter(({ spec }) => spec.type === "LoadBalancer");
  for (const [uid, balancer] of made)
    if (!wanted.some(({ metadata }) => metadata.uid === uid)) {
      made.delete(uid);
      world.loadBalancers.delete(balancer);
    }
  for (const { metadata, spec, status } of wanted) {
    const balancer = made.get(metadata.uid) ?? create(world, cluster, metadata.uid, spec);
    made.set(metadata.uid, balancer);
    if (balancer.status !== "active" || (status?.loadBalancer?.ingress ?? []).length > 0) continue;
    await cluster.lab!.patch(
      `/api/v1/namespaces/${metadata.namespace}/services/${metadata.name}/status`,
      { status: { loadBalancer: { ingress: [{ ip: balancer.publicAddress }] } } },
    );
  }
}

function create(
  world: World,
  { region, vpc }: Cluster,
  uid: string,
  { ports }: Service["spec"],
): LoadBalancer {
  const spec = balancerSpec.parse({
    // As the real one names it.
    name: `a${uid.replaceAll("-", "")}`,
    region,
    forwarding_rules: ports.map(({ port, nodePort = port }) => ({
      ...{ entry_protocol: "tcp", entry_port: port },
      ...{ target_protocol: "tcp", target_port: nodePort },
    })),
    health_check: { protocol: "tcp", port: ports[0]!.nodePort ?? ports[0]!.port },
    droplet_ids: [],
  });
  return world.loadBalancers.create(spec, vpc);
}
