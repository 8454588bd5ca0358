import { now } from "./actions";
import { ApiError, conflict, notFound } from "./http/answer";
import type { World } from "./world";

export const SERVER = "registry.digitalocean.com";

/** Name, repositories (0 is any number), GiB of storage, US cents a month. */
const TIERS = {
  starter: { name: "Starter", repositories: 1, storageGib: 0.5, cents: 0 },
  basic: { name: "Basic", repositories: 5, storageGib: 5, cents: 500 },
  professional: { name: "Professional", repositories: 0, storageGib: 100, cents: 2000 },
} as const;
export type Tier = keyof typeof TIERS;
export const TIER_SLUGS = Object.keys(TIERS) as Tier[];

export interface Registry {
  readonly name: string;
  readonly region: string;
  tier: Tier;
  readonly createdAt: string;
}

/** The account's registries of images. One, but for the professional tier. */
export class Registries {
  private readonly registries = new Map<string, Registry>();

  constructor(private readonly world: World) {}

  all(): Registry[] {
    return [...this.registries.values()];
  }

  get(name: string): Registry {
    const registry = this.registries.get(name);
    if (registry === undefined) throw notFound();
    return registry;
  }

  /** The one that calls without a name mean. */
  get only(): Registry {
    const [first] = this.all();
    if (first === undefined)
      throw new ApiError(412, "precondition_failed", "registry does not exist");
    return first;
  }

  add(name: string, region: string, tier: Tier): Registry {
    if (this.registries.has(name)) throw conflict("registry name is not available");
    if (this.all().some((each) => each.tier !== "professional"))
      throw new ApiError(412, "precondition_failed", "registry already exists");
    const registry = { name, region, tier, createdAt: now() };
    this.registries.set(name, registry);
    return registry;
  }

  delete({ name }: Registry): void {
    this.registries.delete(name);
  }

  /** As Docker's configuration has it; also for the lab's own registry, which is where images can really be put. */
  credentials(): object {
    const { registry } = this.world.settings.lab;
    const login = registry?.login ?? { username: "lab", password: this.world.settings.token };
    const auth = Buffer.from(`${login.username}:${login.password}`).toString("base64");
    const servers = [SERVER, ...(registry?.login === undefined ? [] : [registry.host])];
    return { auths: Object.fromEntries(servers.map((server) => [server, { auth }])) };
  }
}

export function subscriptionObject({ tier, createdAt }: Registry): object {
  const { name, repositories, storageGib, cents } = TIERS[tier];
  return {
    tier: {
      ...{ name, slug: tier },
      included_repositories: repositories,
      included_storage_bytes: storageGib * 2 ** 30,
      allow_storage_overage: tier !== "starter",
      included_bandwidth_bytes: storageGib * 2 ** 30,
      monthly_price_in_cents: cents,
      storage_overage_price_in_cents: tier === "starter" ? 0 : 2,
    },
    created_at: createdAt,
    updated_at: createdAt,
  };
}

export function registryObject(registry: Registry): object {
  const { name, region, createdAt } = registry;
  return {
    ...{ name, region, created_at: createdAt },
    storage_usage_bytes: 0,
    storage_usage_bytes_updated_at: createdAt,
    subscription: subscriptionObject(registry),
  };
}
