import { createHash } from "node:crypto";

import type { Props } from "../../../../plugins/runtime/resource";
import { DROPLET_DEFAULTS, type DropletInputs } from "./droplet-table";

/** What is used of a droplet as the API shows it. */
export interface ApiDroplet {
  id: number;
  name: string;
  memory: number;
  vcpus: number;
  disk: number;
  locked: boolean;
  status: string;
  created_at: string;
  features: string[];
  volume_ids: string[];
  size: { slug: string; price_hourly: number; price_monthly: number };
  networks: Record<"v4" | "v6", { ip_address: string; type: string }[]>;
  region: { slug: string };
  tags: string[];
  vpc_uuid?: string;
}

/** Outputs, as the official provider has them: of user data there is only a hash. */
export function stateOf(droplet: ApiDroplet, inputs: DropletInputs): Props {
  const { size, features, networks } = droplet;
  const address = (version: "v4" | "v6", type: string) =>
    networks[version].find((each) => each.type === type)?.ip_address ?? "";
  const publicAddress = address("v4", "public");
  return {
    ...withoutUndefined({ ...DROPLET_DEFAULTS, ...withoutUndefined(inputs) }),
    ...(inputs.userData !== undefined && { userData: hashOf(inputs.userData) }),
    name: droplet.name,
    region: droplet.region.slug,
    size: size.slug,
    priceHourly: size.price_hourly,
    priceMonthly: size.price_monthly,
    memory: droplet.memory,
    vcpus: droplet.vcpus,
    disk: droplet.disk,
    status: droplet.status,
    locked: droplet.locked,
    createdAt: droplet.created_at,
    vpcUuid: droplet.vpc_uuid ?? "",
    dropletUrn: `do:droplet:${droplet.id}`,
    ipv4Address: publicAddress,
    ipv4AddressPrivate: address("v4", "private"),
    ipv6Address: address("v6", "public"),
    publicNetworking: publicAddress !== "",
    backups: features.includes("backups"),
    ipv6: features.includes("ipv6"),
    monitoring: features.includes("monitoring"),
    privateNetworking: features.includes("private_networking"),
    volumeIds: droplet.volume_ids,
    ...(droplet.tags.length > 0 && { tags: droplet.tags }),
  };
}

/** The inputs that would make what was found. An image is not looked at: its slug may mean another one by now. */
export function inputsOf(droplet: ApiDroplet, before: DropletInputs | undefined): Props {
  const live = {
    name: droplet.name,
    region: droplet.region.slug,
    size: droplet.size.slug,
    backups: droplet.features.includes("backups"),
    ipv6: droplet.features.includes("ipv6"),
    monitoring: droplet.features.includes("monitoring"),
    tags: droplet.tags,
    volumeIds: droplet.volume_ids,
    vpcUuid: droplet.vpc_uuid,
  };
  if (before === undefined) return live;
  const inputs: Props = { ...before };
  for (const [name, value] of Object.entries(live)) {
    const wanted = (before as Props)[name];
    const fallback = (DROPLET_DEFAULTS as Props)[name];
    // What nobody asked for is the provider's choice, unless somebody has changed a default.
    if (wanted !== undefined || (fallback !== undefined && fallback !== value))
      inputs[name] = sameSet(wanted, value) ? wanted : value;
    else if (name === "tags" && droplet.tags.length > 0) inputs[name] = value;
  }
  return inputs;
}

function sameSet(before: unknown, now: unknown): boolean {
  if (!Array.isArray(before) || !Array.isArray(now)) return false;
  const sorted = (list: unknown[]) =>
    list
      .map((each) => String(each).toLowerCase())
      .sort()
      .join();
  return sorted(before) === sorted(now);
}

function hashOf(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

function withoutUndefined(props: Props): Props {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));
}
