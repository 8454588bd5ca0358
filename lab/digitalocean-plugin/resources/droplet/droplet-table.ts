import type * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";

import * as is from "../../../../plugins/docker/check/text-tests";
import { structure, scalar } from "../../../../plugins/docker/diff/comparison";
import {
  flag,
  listOf,
  objectOf,
  refused,
  text,
  wholeNumber,
} from "../../../../plugins/runtime/check/rule";
import { slug, tagSet, textSet } from "../compare";
import { field, fixed, type FieldsFor } from "../kind";
import { tagName } from "../tag-name";

export type DropletInputs = pulumi.Unwrap<digitalocean.DropletArgs>;
type BackupPolicy = NonNullable<DropletInputs["backupPolicy"]>;

const MOST_USER_DATA = 64 * 1024;

/** For each input of a droplet: what it may be, and whether a change replaces, as the official provider has it. */
export const DROPLET_FIELDS: FieldsFor<DropletInputs> = {
  image: fixed(text(is.nonEmpty)),
  name: field(text(is.nonEmpty)),
  region: fixed(text(is.nonEmpty), slug),
  size: field(text(is.nonEmpty), slug),
  gracefulShutdown: field(flag()),
  resizeDisk: field(flag()),
  backups: field(flag()),
  backupPolicy: field(
    objectOf<BackupPolicy>({
      plan: text(is.oneOf("daily", "weekly")),
      weekday: text(is.oneOf("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")),
      hour: wholeNumber(0, 20),
    }),
    structure({ plan: scalar(), weekday: scalar(), hour: scalar() }),
  ),
  ipv6: field(flag()),
  ipv6Address: field(text()),
  privateNetworking: field(flag()),
  publicNetworking: fixed(flag()),
  sshKeys: fixed(listOf(text(is.nonEmpty)), textSet),
  userData: fixed(
    text(is.nonEmpty, (value) =>
      Buffer.byteLength(value) <= MOST_USER_DATA
        ? undefined
        : `expected at most ${MOST_USER_DATA} bytes, got ${Buffer.byteLength(value)}`,
    ),
  ),
  volumeIds: field(listOf(text(is.nonEmpty)), textSet),
  monitoring: fixed(flag()),
  dropletAgent: fixed(flag()),
  tags: field(listOf(text(tagName)), tagSet),
  vpcUuid: fixed(text(is.nonEmpty)),
  gpuPartitionMode: fixed(refused("this stand-in has no GPUs; the official plugin has")),
};

export const DROPLET_DEFAULTS = {
  gracefulShutdown: false,
  resizeDisk: true,
  backups: false,
  ipv6: false,
  monitoring: false,
};

export const DROPLET_COMPUTED = [
  ...["createdAt", "disk", "dropletUrn", "ipv4Address", "ipv4AddressPrivate", "ipv6Address"],
  ...["locked", "memory", "priceHourly", "priceMonthly", "privateNetworking"],
  ...["publicNetworking", "region", "status", "vcpus", "volumeIds", "vpcUuid"],
];
