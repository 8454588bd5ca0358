import { didYouMean } from "../nearest";
import type { Mistake } from "../mistakes";

/** What DigitalOcean has to offer, as its API tells. */
export interface Catalogue {
  regions: readonly { slug: string; available: boolean; sizes: readonly string[] }[];
  sizes: readonly {
    slug: string;
    available: boolean;
    /** US dollars. */
    priceMonthly: number;
    regions: readonly string[];
  }[];
}

export interface Wanted {
  /** Path of what asks for it. */
  path: string;
  region: string;
  size?: string;
}

/** What of it can't be had: names that aren't known, with the nearest that are, and sizes that a region doesn't have. */
export function catalogueMistakes(catalogue: Catalogue, wanted: readonly Wanted[]): Mistake[] {
  const regions = catalogue.regions.filter(({ available }) => available).map(({ slug }) => slug);
  const sizes = catalogue.sizes.filter(({ available }) => available).map(({ slug }) => slug);
  return wanted.flatMap(({ path, region, size }) => {
    const at = (key: string) => (path === "" ? key : `${path}.${key}`);
    const mistakes: Mistake[] = [];
    if (!regions.includes(region)) mistakes.push(unknown(at("region"), region, regions));
    if (size === undefined) return mistakes;
    if (!sizes.includes(size)) mistakes.push(unknown(at("size"), size, sizes));
    else if (regions.includes(region)) {
      const there = catalogue.sizes.find(({ slug }) => slug === size)!.regions;
      if (!there.includes(region))
        mistakes.push({
          path: at("size"),
          problem: `${size} can't be had in ${region}; it can in ${there.join(", ") || "no region now"}`,
        });
    }
    return mistakes;
  });
}

/** US dollars a month; 0 for a size that isn't known. */
export function monthlyPrice(catalogue: Catalogue, size: string): number {
  return catalogue.sizes.find(({ slug }) => slug === size)?.priceMonthly ?? 0;
}

function unknown(path: string, given: string, known: readonly string[]): Mistake {
  const near = didYouMean(given, known);
  const all = near === "" ? `; there are ${[...known].sort().join(", ")}` : near;
  return { path, problem: `DigitalOcean has no "${given}" to be had${all}` };
}
