import type { DigitalOcean } from "../../lab/digitalocean/digital-ocean";

/** What the tests use of a droplet as the API shows it. */
export interface FoundDroplet {
  id: number;
  name: string;
  status: string;
  size_slug: string;
  region: { slug: string };
  networks: { v4: { type: string; ip_address: string }[] };
}

/** By their names. */
export async function dropletsOf(cloud: DigitalOcean): Promise<FoundDroplet[]> {
  const { body } = await cloud.call<{ droplets: FoundDroplet[] }>(
    "GET",
    "/v2/droplets?per_page=200",
  );
  return body.droplets.sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function publicAddressOf({ networks }: FoundDroplet): string {
  return networks.v4.find(({ type }) => type === "public")!.ip_address;
}

/** Path of a list, and its key in the answer. */
const LISTS = [
  ["droplets", "droplets"],
  ["firewalls", "firewalls"],
  ["load_balancers", "load_balancers"],
  ["kubernetes/clusters", "kubernetes_clusters"],
  ["vpcs", "vpcs"],
  ["volumes", "volumes"],
  ["reserved_ips", "reserved_ips"],
  ["domains", "domains"],
  ["account/keys", "ssh_keys"],
  ["tags", "tags"],
] as const;

/** How many there are at the provider of each kind of which there are any; default networks come with each region by themselves. */
export async function atProvider(cloud: DigitalOcean): Promise<Record<string, number>> {
  const counts = LISTS.map(async ([path, key]): Promise<[string, number]> => {
    const { body } = await cloud.call<Record<string, { default?: boolean }[]>>(
      "GET",
      `/v2/${path}?per_page=200`,
    );
    return [key, body[key]!.filter((each) => each.default !== true).length];
  });
  return Object.fromEntries((await Promise.all(counts)).filter(([, count]) => count > 0));
}
