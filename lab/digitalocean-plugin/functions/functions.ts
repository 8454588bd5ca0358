import type { ProviderFunction, Props } from "../../../plugins/runtime/resource";
import type { ApiClient, CallOptions } from "../api/api-client";
import type { ApiDroplet } from "../resources/droplet/api-droplet";
import type { ApiSshKey } from "../resources/ssh-key";
import type { ApiVpc } from "../resources/vpc";
import { filtered } from "./filtered";

type Fn = ProviderFunction<ApiClient>;

/** One thing of a list, found by one of several arguments. */
function pick<T extends object>(
  items: readonly T[],
  args: Props,
  by: Partial<Record<string, keyof T>>,
  what: string,
): T {
  const given = Object.entries(by).filter(([name]) => args[name] !== undefined);
  const found = items.filter((item) =>
    given.every(([name, key]) => String(item[key!]) === String(args[name])),
  );
  const words = given.map(([name]) => `${name} ${String(args[name])}`).join(" and ");
  if (given.length === 0) throw new Error(`expected one of ${Object.keys(by).join(", ")}`);
  if (found.length === 0) throw new Error(`DigitalOcean has no ${what} with ${words}`);
  if (found.length > 1) throw new Error(`DigitalOcean has ${found.length} ${what}s with ${words}`);
  return found[0]!;
}

/** A function that gives a list. */
function listing<T extends object>(
  key: string,
  items: (api: ApiClient, options: CallOptions) => Promise<T[]>,
): Fn {
  return {
    async invoke({ args, signal }, api) {
      return { ...args, id: key, [key]: filtered(await items(api, { signal }), args) };
    },
  };
}

interface ApiRegion {
  slug: string;
  name: string;
  features: string[];
  available: boolean;
  sizes: string[];
}
interface ApiSize {
  slug: string;
  memory: number;
  vcpus: number;
  disk: number;
  transfer: number;
  price_monthly: number;
  price_hourly: number;
  regions: string[];
  available: boolean;
}
interface ApiImage {
  id: number;
  name: string;
  type: string;
  distribution: string;
  slug: string | null;
  public: boolean;
  regions: string[];
  created_at: string;
  min_disk_size: number;
  size_gigabytes: number;
  description: string;
  tags: string[];
  status: string;
  error_message: string;
}

const regions = (api: ApiClient, options: CallOptions) =>
  api.list<ApiRegion>("/v2/regions", "regions", options);

async function sizes(api: ApiClient, options: CallOptions) {
  const all = await api.list<ApiSize>("/v2/sizes", "sizes", options);
  return all.map(({ price_monthly, price_hourly, ...size }) => ({
    ...{ slug: size.slug, available: size.available, transfer: size.transfer },
    ...{ memory: size.memory, vcpus: size.vcpus, disk: size.disk, regions: size.regions },
    ...{ priceMonthly: price_monthly, priceHourly: price_hourly },
  }));
}

async function images(api: ApiClient, options: CallOptions) {
  const all = await api.list<ApiImage>("/v2/images", "images", options);
  return all.map((image) => ({
    ...{ id: image.id, name: image.name, type: image.type, distribution: image.distribution },
    ...{ slug: image.slug ?? "", image: image.slug ?? String(image.id), private: !image.public },
    ...{ minDiskSize: image.min_disk_size, sizeGigabytes: image.size_gigabytes },
    ...{ regions: image.regions, created: image.created_at, description: image.description },
    ...{ tags: image.tags, status: image.status, errorMessage: image.error_message },
  }));
}

async function droplets(api: ApiClient, options: CallOptions) {
  const all = await api.list<ApiDroplet & { image: { slug: string | null; id: number } }>(
    "/v2/droplets",
    "droplets",
    options,
  );
  return all.map((droplet) => {
    const address = (version: "v4" | "v6", type: string) =>
      droplet.networks[version].find((each) => each.type === type)?.ip_address ?? "";
    const has = (feature: string) => droplet.features.includes(feature);
    return {
      ...{ id: droplet.id, name: droplet.name, status: droplet.status, locked: droplet.locked },
      ...{ memory: droplet.memory, vcpus: droplet.vcpus, disk: droplet.disk, tags: droplet.tags },
      ...{ size: droplet.size.slug, priceHourly: droplet.size.price_hourly },
      ...{ priceMonthly: droplet.size.price_monthly, region: droplet.region.slug },
      ...{ image: droplet.image.slug ?? String(droplet.image.id), gpuPartitionMode: "" },
      ...{ createdAt: droplet.created_at, urn: `do:droplet:${droplet.id}` },
      ...{ ipv4Address: address("v4", "public"), ipv4AddressPrivate: address("v4", "private") },
      ...{ ipv6Address: address("v6", "public"), ipv6AddressPrivate: "" },
      ...{ backups: has("backups"), ipv6: has("ipv6"), monitoring: has("monitoring") },
      ...{ privateNetworking: has("private_networking"), volumeIds: droplet.volume_ids },
      vpcUuid: droplet.vpc_uuid ?? "",
    };
  });
}

const getAccount: Fn = {
  async invoke({ signal }, api) {
    const { account } = await api.call<{ account: Record<string, unknown> }>("GET", "/v2/account", {
      signal,
    });
    return {
      id: account["uuid"],
      uuid: account["uuid"],
      email: account["email"],
      emailVerified: account["email_verified"],
      dropletLimit: account["droplet_limit"],
      floatingIpLimit: account["floating_ip_limit"],
      status: account["status"],
      statusMessage: account["status_message"],
    };
  },
};

const getRegion: Fn = {
  async invoke({ args, signal }, api) {
    const region = pick(await regions(api, { signal }), args, { slug: "slug" }, "region");
    return { ...region, id: region.slug };
  },
};

const getImage: Fn = {
  async invoke({ args, signal }, api) {
    const by = { id: "id", slug: "slug", name: "name" } as const;
    return { ...args, ...pick(await images(api, { signal }), args, by, "image") };
  },
};

const getDroplet: Fn = {
  async invoke({ args, signal }, api) {
    const { tag } = args;
    const all = await droplets(api, { signal });
    const tagged = typeof tag === "string" ? all.filter(({ tags }) => tags.includes(tag)) : all;
    if (typeof tag === "string") {
      if (tagged.length !== 1)
        throw new Error(`DigitalOcean has ${tagged.length} droplets with the tag ${tag}`);
      return { ...args, ...tagged[0] };
    }
    return { ...args, ...pick(tagged, args, { id: "id", name: "name" }, "droplet") };
  },
};

const getSshKey: Fn = {
  async invoke({ args, signal }, api) {
    const all = await api.list<ApiSshKey>("/v2/account/keys", "ssh_keys", { signal });
    const { id, name, fingerprint, public_key } = pick(all, args, { name: "name" }, "ssh key");
    return { id, name, fingerprint, publicKey: public_key };
  },
};

const getVpc: Fn = {
  async invoke({ args, signal }, api) {
    const all = await api.list<ApiVpc>("/v2/vpcs", "vpcs", { signal });
    const byRegion = args["id"] === undefined && args["name"] === undefined;
    const by = byRegion ? ({ region: "region" } as const) : ({ id: "id", name: "name" } as const);
    const candidates = byRegion ? all.filter((vpc) => vpc.default) : all;
    const { ip_range, created_at, ...vpc } = pick(candidates, args, by, "VPC");
    return { ...vpc, ipRange: ip_range, createdAt: created_at };
  },
};

const getDomain: Fn = {
  async invoke({ args, signal }, api) {
    const name = String(args["name"]);
    const path = `/v2/domains/${encodeURIComponent(name)}`;
    const found = await api.find<{ domain: { ttl: number | null; zone_file: string | null } }>(
      path,
      {
        signal,
      },
    );
    if (found === undefined) throw new Error(`DigitalOcean has no domain with name ${name}`);
    const { ttl, zone_file } = found.domain;
    return {
      id: name,
      name,
      ttl: ttl ?? 0,
      zoneFile: zone_file ?? "",
      domainUrn: `do:domain:${name}`,
    };
  },
};

interface Options {
  options: { versions: { slug: string }[] };
}

const getKubernetesVersions: Fn = {
  async invoke({ args, signal }, api) {
    const { versionPrefix } = args;
    const prefix = typeof versionPrefix === "string" ? versionPrefix : "";
    const path = "/v2/kubernetes/options";
    const { options } = await api.call<Options>("GET", path, { signal });
    const all = options.versions.map(({ slug }) => slug).filter((slug) => slug.startsWith(prefix));
    return { ...args, id: "versions", validVersions: all, latestVersion: all[0] ?? "" };
  },
};

export const functions: Record<string, Fn> = Object.fromEntries(
  Object.entries({
    getAccount,
    getDomain,
    getDroplet,
    getDroplets: listing("droplets", droplets),
    getImage,
    getKubernetesVersions,
    getImages: listing("images", images),
    getRegion,
    getRegions: listing("regions", regions),
    getSizes: listing("sizes", sizes),
    getSshKey,
    getVpc,
  }).map(([name, fn]) => [`digitalocean:index/${name}:${name}`, fn]),
);
