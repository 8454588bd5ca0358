import { REGIONS } from "./regions";

export interface Image {
  id: number;
  name: string;
  type: "base" | "snapshot";
  distribution: string;
  slug: string | null;
  public: boolean;
  regions: string[];
  created_at: string;
  min_disk_size: number;
  size_gigabytes: number;
  description: string;
  tags: string[];
  status: "available";
  error_message: string;
}

/** Whose Docker runs from the first boot on. */
export const WITH_DOCKER = "docker-20-04";

const AVAILABLE = REGIONS.filter(({ available }) => available).map(({ slug }) => slug);

/** Names and slugs are DigitalOcean's; what boots is this machine's own system in any case. */
export const IMAGES: readonly Image[] = [
  ["Ubuntu", "22.04 (LTS) x64", "ubuntu-22-04-x64", "Ubuntu 22.04 (LTS) x64"] as const,
  ["Ubuntu", "24.04 (LTS) x64", "ubuntu-24-04-x64", "Ubuntu 24.04 (LTS) x64"] as const,
  ["Debian", "12 x64", "debian-12-x64", "Debian 12 x64"] as const,
  ["Debian", "13 x64", "debian-13-x64", "Debian 13 x64"] as const,
  ["Ubuntu", "Docker latest on Ubuntu 22.04", WITH_DOCKER, "Docker on Ubuntu"] as const,
].map(([distribution, name, slug, description], index) => ({
  ...{ id: 112_929_454 + 1000 * index, name, distribution, slug, description },
  type: "base" as const,
  public: true,
  regions: AVAILABLE,
  created_at: "2026-06-02T15:00:00Z",
  min_disk_size: 7,
  size_gigabytes: 0.65,
  tags: [],
  status: "available" as const,
  error_message: "",
}));

export const isApplication = ({ slug }: Image) => slug === WITH_DOCKER;

/** @param which id or slug; an id may be text. */
export function findImage(which: string | number): Image | undefined {
  return IMAGES.find(({ id, slug }) => String(id) === String(which) || slug === which);
}
