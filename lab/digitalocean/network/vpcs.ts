import { randomUUID } from "node:crypto";

import { now } from "../actions";
import { findRegion, REGIONS } from "../catalog/regions";
import { ApiError, conflict, notFound, unprocessable } from "../http/answer";
import { addressText, isPrivate, overlap, parseRange, Pool, type Range } from "./ranges";
import type { Switch } from "./switch";

export interface Vpc {
  readonly id: string;
  name: string;
  description: string;
  readonly region: string;
  readonly range: Range;
  readonly ipRange: string;
  default: boolean;
  readonly createdAt: string;
  readonly bridge: string;
  readonly addresses: Pool;
}

const LARGEST_PREFIX = 16;
const SMALLEST_PREFIX = 28;
/** The first of the ranges that are given where nobody asks for one. */
const FIRST_RANGE = 10 * 2 ** 24 + 108 * 2 ** 16;
const RANGE_STEP = 8 * 2 ** 16;
/** DigitalOcean's own, and those that the lab and its engines have. */
const TAKEN = [
  ...["10.244.0.0/16", "10.245.0.0/16", "10.246.0.0/24", "10.229.0.0/16"],
  ...["10.221.0.0/16", "10.222.0.0/16", "172.17.0.0/16"],
].map((text) => parseRange(text)!);

/** The account's private networks. */
export class Vpcs {
  private readonly vpcs = new Map<string, Vpc>();
  private made = 0;

  constructor(private readonly net: Switch) {}

  all(): Vpc[] {
    return [...this.vpcs.values()];
  }

  get(id: string): Vpc {
    const vpc = this.vpcs.get(id);
    if (vpc === undefined) throw notFound();
    return vpc;
  }

  find(id: string): Vpc | undefined {
    return this.vpcs.get(id);
  }

  /** A region's default network, which is there as soon as something is to be in it. */
  defaultOf(region: string): Vpc {
    const found = this.all().find((vpc) => vpc.region === region && vpc.default);
    return found ?? this.add({ name: `default-${region}`, region, default: true });
  }

  add(wanted: {
    name: string;
    region: string;
    description?: string;
    ipRange?: string;
    default?: boolean;
  }): Vpc {
    if (findRegion(wanted.region)?.available !== true)
      throw unprocessable(
        `region: ${wanted.region} is not one of ${REGIONS.map(({ slug }) => slug).join(", ")}`,
      );
    if (this.all().some((vpc) => vpc.name === wanted.name))
      throw conflict("A VPC with the same name already exists in your account.");
    const ipRange = wanted.ipRange ?? this.freeRange();
    const range = this.checkedRange(ipRange);
    const bridge = `vpc${++this.made}`;
    this.net.addBridge(bridge);
    const vpc: Vpc = {
      ...{ name: wanted.name, region: wanted.region, range, ipRange, bridge },
      id: randomUUID(),
      description: wanted.description ?? "",
      default: wanted.default ?? false,
      createdAt: now(),
      // The first is the network's own, the second its router's, the last reaches all.
      addresses: new Pool(range.first + 2, range.last - 1),
    };
    this.vpcs.set(vpc.id, vpc);
    return vpc;
  }

  makeDefault(vpc: Vpc): void {
    for (const each of this.all()) if (each.region === vpc.region) each.default = each === vpc;
  }

  delete(vpc: Vpc, memberCount: number): void {
    if (vpc.default)
      throw new ApiError(403, "forbidden", "Can not delete VPC: it is the default of its region.");
    if (memberCount > 0) throw new ApiError(403, "forbidden", "Can not delete VPC with members");
    this.net.removeBridge(vpc.bridge);
    this.vpcs.delete(vpc.id);
  }

  private checkedRange(text: string): Range {
    const range = parseRange(text);
    if (range === undefined || !isPrivate(range))
      throw unprocessable("ip_range: expected a range of private addresses such as 10.10.10.0/24");
    if (range.prefix < LARGEST_PREFIX || range.prefix > SMALLEST_PREFIX)
      throw unprocessable("ip_range: may be neither larger than /16 nor smaller than /28");
    if (TAKEN.some((each) => overlap(each, range)))
      throw unprocessable("ip_range: this range is reserved");
    if (this.all().some((vpc) => overlap(vpc.range, range)))
      throw unprocessable("This range/size overlaps with another VPC network in your account");
    return range;
  }

  private freeRange(): string {
    for (let first = FIRST_RANGE; ; first += RANGE_STEP) {
      const range = parseRange(`${addressText(first)}/20`)!;
      if (![...TAKEN, ...this.all().map((vpc) => vpc.range)].some((each) => overlap(each, range)))
        return `${addressText(first)}/20`;
    }
  }
}

export function vpcObject(vpc: Vpc): object {
  const { id, name, description, region, ipRange, createdAt } = vpc;
  return {
    ...{ id, name, description, region },
    urn: `do:vpc:${id}`,
    ip_range: ipRange,
    created_at: createdAt,
    default: vpc.default,
  };
}
