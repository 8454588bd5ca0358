export interface RegionFacts {
  name: string;
  slug: string;
  features: readonly string[];
  available: boolean;
}

const FEATURES = ["backups", "ipv6", "metadata", "install_agent", "storage", "image_transfer"];

/** The two oldest take no new droplets any more. */
export const REGIONS: readonly RegionFacts[] = [
  ["New York 1", "nyc1"],
  ["San Francisco 1", "sfo1", false] as const,
  ["New York 2", "nyc2"],
  ["Amsterdam 2", "ams2", false] as const,
  ["Singapore 1", "sgp1"],
  ["London 1", "lon1"],
  ["New York 3", "nyc3"],
  ["Amsterdam 3", "ams3"],
  ["Frankfurt 1", "fra1"],
  ["Toronto 1", "tor1"],
  ["San Francisco 2", "sfo2"],
  ["Bangalore 1", "blr1"],
  ["San Francisco 3", "sfo3"],
  ["Sydney 1", "syd1"],
].map(([name, slug, available = true]) => ({
  name: String(name),
  slug: String(slug),
  features: FEATURES,
  available: available === true,
}));

export function findRegion(slug: string): RegionFacts | undefined {
  return REGIONS.find((region) => region.slug === slug);
}
