import type { RegionFacts } from "./regions";
import { SIZES } from "./sizes";

export interface Region extends RegionFacts {
  sizes: string[];
}

/** A region as the API shows it. */
export function regionObject(region: RegionFacts): Region {
  const there = SIZES.filter((size) => size.regions.includes(region.slug));
  return { ...region, sizes: there.map(({ slug }) => slug) };
}
