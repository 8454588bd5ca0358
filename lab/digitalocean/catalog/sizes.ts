import { REGIONS } from "./regions";

export interface Size {
  slug: string;
  memory: number;
  vcpus: number;
  disk: number;
  transfer: number;
  price_monthly: number;
  price_hourly: number;
  regions: readonly string[];
  available: boolean;
  description: string;
  disk_info: { type: "local"; size: { amount: number; unit: "gib" } }[];
}

/** Slug, MiB of memory, CPUs, GiB of disk, TiB of traffic, US dollars a month: as in DigitalOcean's price list. */
const PRICES: Record<string, [string, number, number, number, number, number][]> = {
  Basic: [
    ["s-1vcpu-512mb-10gb", 512, 1, 10, 0.5, 4],
    ["s-1vcpu-1gb", 1024, 1, 25, 1, 6],
    ["s-1vcpu-2gb", 2048, 1, 50, 2, 12],
    ["s-2vcpu-2gb", 2048, 2, 60, 3, 18],
    ["s-2vcpu-4gb", 4096, 2, 80, 4, 24],
    ["s-4vcpu-8gb", 8192, 4, 160, 5, 48],
    ["s-8vcpu-16gb", 16_384, 8, 320, 6, 96],
  ],
  "Basic AMD": [
    ["s-1vcpu-1gb-amd", 1024, 1, 25, 1, 7],
    ["s-1vcpu-2gb-amd", 2048, 1, 50, 2, 14],
    ["s-2vcpu-2gb-amd", 2048, 2, 60, 3, 21],
    ["s-2vcpu-4gb-amd", 4096, 2, 80, 4, 28],
    ["s-4vcpu-8gb-amd", 8192, 4, 160, 5, 56],
    ["s-8vcpu-16gb-amd", 16_384, 8, 320, 6, 112],
  ],
  "Basic Intel": [
    ["s-1vcpu-1gb-intel", 1024, 1, 25, 1, 7],
    ["s-1vcpu-2gb-intel", 2048, 1, 50, 2, 14],
    ["s-2vcpu-2gb-intel", 2048, 2, 60, 3, 21],
    ["s-2vcpu-4gb-intel", 4096, 2, 80, 4, 28],
    ["s-4vcpu-8gb-intel", 8192, 4, 160, 5, 56],
    ["s-8vcpu-16gb-intel", 16_384, 8, 320, 6, 112],
  ],
  "General Purpose": [
    ["g-2vcpu-8gb", 8192, 2, 25, 4, 63],
    ["g-4vcpu-16gb", 16_384, 4, 50, 5, 126],
    ["g-8vcpu-32gb", 32_768, 8, 100, 6, 252],
  ],
  "CPU-Optimized": [
    ["c-2", 4096, 2, 25, 4, 42],
    ["c-4", 8192, 4, 50, 5, 84],
    ["c-8", 16_384, 8, 100, 6, 168],
  ],
  "Memory-Optimized": [
    ["m-2vcpu-16gb", 16_384, 2, 50, 4, 84],
    ["m-4vcpu-32gb", 32_768, 4, 100, 6, 168],
    ["m-8vcpu-64gb", 65_536, 8, 200, 7, 336],
  ],
};

/** An hour's price is that of 1/672 of a month: after 28 days nothing more is to be paid. */
const HOURS = 672;

export const SIZES: readonly Size[] = Object.entries(PRICES).flatMap(([description, sizes]) =>
  sizes.map(([slug, memory, vcpus, disk, transfer, monthly]) => ({
    ...{ slug, memory, vcpus, disk, transfer, description },
    price_monthly: monthly,
    price_hourly: Math.round((monthly / HOURS) * 100_000) / 100_000,
    regions: REGIONS.filter(({ available }) => available).map((region) => region.slug),
    available: true,
    disk_info: [{ type: "local" as const, size: { amount: disk, unit: "gib" as const } }],
  })),
);

export function findSize(slug: string): Size | undefined {
  return SIZES.find((size) => size.slug === slug);
}
