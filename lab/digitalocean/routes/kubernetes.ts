import { z } from "zod";

import { findRegion, REGIONS } from "../catalog/regions";
import { findSize, SIZES } from "../catalog/sizes";
import { clusterObject, poolObject, poolSpecOf, VERSIONS } from "../clusters";
import { accepted, created, NO_CONTENT, notFound, ok, unprocessable } from "../http/answer";
import { listed } from "../http/paging";
import { bodyOf, type ApiCall, type Routes } from "../http/routes";
import type { World } from "../world";

const name = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "is no name for it");
const pool = z.object({
  name,
  size: z.string().refine((slug) => findSize(slug) !== undefined, "is no size"),
  count: z.int().min(0).optional(),
  tags: z.array(z.string()).nullish(),
  labels: z.record(z.string(), z.string()).nullish(),
  auto_scale: z.boolean().optional(),
  min_nodes: z.int().optional(),
  max_nodes: z.int().optional(),
});
const facts = {
  name,
  tags: z.array(z.string()).nullish(),
  auto_upgrade: z.boolean().nullish(),
  surge_upgrade: z.boolean().nullish(),
  ha: z.boolean().nullish(),
};
const create = z.object({
  ...facts,
  region: z.string(),
  version: z.string(),
  vpc_uuid: z.string().nullish(),
  node_pools: z.array(pool).min(1),
});

export function kubernetesRoutes(world: World): Routes {
  const { clusters, vpcs } = world;
  const cluster = ({ params }: ApiCall) => clusters.get(params["id"]!);
  return {
    "GET /v2/kubernetes/options": () =>
      ok({
        options: {
          versions: VERSIONS.map(versionObject),
          regions: REGIONS.filter((each) => each.available).map((each) => ({
            ...{ name: each.name, slug: each.slug },
          })),
          sizes: SIZES.map(({ slug }) => ({ name: slug, slug })),
        },
      }),
    "GET /v2/kubernetes/clusters": (call) =>
      listed(call, "kubernetes_clusters", clusters.all().map(clusterObject)),
    "POST /v2/kubernetes/clusters": (call) => {
      const wanted = bodyOf(create, call);
      const { region, version } = wanted;
      if (findRegion(region)?.available !== true)
        throw unprocessable("validation error: invalid region");
      const slug = VERSIONS.find((each) => version === "latest" || isOf(each, version));
      if (slug === undefined) throw unprocessable("validation error: invalid version slug");
      const vpc = wanted.vpc_uuid ? vpcs.find(wanted.vpc_uuid) : vpcs.defaultOf(region);
      if (vpc === undefined || vpc.region !== region)
        throw unprocessable("validation error: invalid vpc_uuid");
      const made = clusters.create(
        {
          ...{ name: wanted.name, region, version: slug, vpc },
          tags: wanted.tags ?? [],
          autoUpgrade: wanted.auto_upgrade ?? false,
          surgeUpgrade: wanted.surge_upgrade ?? false,
          ha: wanted.ha ?? false,
        },
        wanted.node_pools.map(poolSpecOf),
      );
      return created({ kubernetes_cluster: clusterObject(made) });
    },
    "GET /v2/kubernetes/clusters/:id": (call) =>
      ok({ kubernetes_cluster: clusterObject(cluster(call)) }),
    "PUT /v2/kubernetes/clusters/:id": (call) => {
      const found = cluster(call);
      const wanted = bodyOf(z.object(facts), call);
      if (found.ha && wanted.ha === false)
        throw unprocessable("high availability cannot be disabled");
      found.name = wanted.name;
      found.tags = wanted.tags ?? found.tags;
      found.autoUpgrade = wanted.auto_upgrade ?? found.autoUpgrade;
      found.surgeUpgrade = wanted.surge_upgrade ?? found.surgeUpgrade;
      found.ha = wanted.ha ?? found.ha;
      return accepted({ kubernetes_cluster: clusterObject(found) });
    },
    "DELETE /v2/kubernetes/clusters/:id": async (call) => {
      await clusters.delete(cluster(call));
      return NO_CONTENT;
    },
    "GET /v2/kubernetes/clusters/:id/upgrades": (call) =>
      ok({ available_upgrade_versions: newer(cluster(call).version).map(versionObject) }),
    "POST /v2/kubernetes/clusters/:id/upgrade": (call) => {
      const found = cluster(call);
      const { version } = bodyOf(z.object({ version: z.string() }), call);
      if (!newer(found.version).includes(version))
        throw unprocessable("validation error: invalid upgrade version");
      clusters.upgrade(found, version);
      return { status: 202 };
    },
    "GET /v2/kubernetes/clusters/:id/kubeconfig": (call) => {
      const { lab } = cluster(call);
      if (lab === undefined) throw notFound();
      return { status: 200, text: lab.kubeconfig };
    },
    "GET /v2/kubernetes/clusters/:id/node_pools": (call) =>
      listed(call, "node_pools", cluster(call).pools.map(poolObject)),
    "POST /v2/kubernetes/clusters/:id/node_pools": async (call) => {
      const made = await clusters.addPool(cluster(call), poolSpecOf(bodyOf(pool, call)));
      return created({ node_pool: poolObject(made) });
    },
    "GET /v2/kubernetes/clusters/:id/node_pools/:pool": (call) =>
      ok({ node_pool: poolObject(clusters.pool(cluster(call), call.params["pool"]!)) }),
    "PUT /v2/kubernetes/clusters/:id/node_pools/:pool": async (call) => {
      const found = clusters.pool(cluster(call), call.params["pool"]!);
      const { size } = found;
      const wanted = bodyOf(pool.omit({ size: true }), call);
      const spec = poolSpecOf({ ...wanted, size, count: wanted.count ?? found.count });
      Object.assign(found, spec);
      await clusters.scale(cluster(call), found);
      return accepted({ node_pool: poolObject(found) });
    },
    "DELETE /v2/kubernetes/clusters/:id/node_pools/:pool": async (call) => {
      const found = clusters.pool(cluster(call), call.params["pool"]!);
      await clusters.removePool(cluster(call), found);
      return NO_CONTENT;
    },
  };
}

function versionObject(slug: string): object {
  return { slug, kubernetes_version: slug.split("-")[0], supported_features: [] };
}

/** `1.33` has all of its own, and no `1.330`. */
function isOf(slug: string, wanted: string): boolean {
  return slug === wanted || slug.startsWith(`${wanted}.`) || slug.startsWith(`${wanted}-`);
}

function newer(version: string): string[] {
  return VERSIONS.slice(0, VERSIONS.indexOf(version));
}
