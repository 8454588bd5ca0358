import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { isAbsolute, join } from "node:path";

import { type CheckFailure, containsUnknown, isUnknown } from "../../runtime/resource";
import {
  flag,
  listOf,
  mapOf,
  objectOf,
  refused,
  type Rule,
  text,
  wholeNumber,
  type RulesFor,
} from "../../runtime/check/rule";
import * as is from "../check/text-tests";
import {
  type Comparison,
  mapping,
  orderedList,
  scalar,
  structure,
  uncompared,
  unorderedList,
} from "../diff/comparison";
import { CONTEXT_DIGEST, contextDigest, digestComparison } from "./context-digest";
import { missingSecrets } from "./build-secrets";

/** The `build` of a RemoteImage and of a RegistryImage, which are one and the same. */
export type BuildSpec = NonNullable<pulumi.Unwrap<docker.RemoteImageArgs>["build"]> &
  NonNullable<pulumi.Unwrap<docker.RegistryImageArgs>["build"]>;
type AuthConfig = NonNullable<BuildSpec["authConfigs"]>[number];
type Ulimit = NonNullable<BuildSpec["ulimits"]>[number];
export type BuildSecret = NonNullable<BuildSpec["secrets"]>[number];

const buildx = (what: string) =>
  refused(
    `${what} needs the buildx command, and this plugin builds through the engine's own BuildKit; leave it out, or run buildx yourself and name its image`,
  );

const RULES: RulesFor<BuildSpec> = {
  additionalContexts: buildx("a further context"),
  authConfigs: listOf(
    objectOf<AuthConfig>(
      {
        auth: text(is.base64),
        email: text(),
        hostName: text(is.nonEmpty),
        identityToken: text(),
        password: text(),
        registryToken: refused(
          "BuildKit asks for a user name and a password, or an identity token: give those instead",
        ),
        serverAddress: text(),
        userName: text(),
      },
      ["hostName"],
    ),
  ),
  buildArgs: mapOf(text()),
  buildId: text(is.nonEmpty),
  buildLogFile: buildx("a log file"),
  builder: buildx("a named builder"),
  cacheFroms: listOf(text(is.imageReference)),
  cacheTos: buildx("exporting the cache"),
  cgroupParent: text(is.nonEmpty),
  context: text(is.nonEmpty),
  cpuPeriod: wholeNumber(0),
  cpuQuota: wholeNumber(-1),
  cpuSetCpus: text(is.cpuSet),
  cpuSetMems: text(is.cpuSet),
  cpuShares: wholeNumber(0),
  dockerfile: text(is.nonEmpty),
  extraHosts: listOf(text(is.nonEmpty)),
  forceRemove: flag(),
  isolation: text(is.nonEmpty),
  label: mapOf(text()),
  labels: mapOf(text()),
  memory: wholeNumber(0),
  memorySwap: wholeNumber(-1),
  networkMode: text(is.nonEmpty),
  noCache: flag(),
  platform: text(is.platform),
  provenance: buildx("an attestation of provenance"),
  pullParent: flag(),
  remoteContext: text(is.nonEmpty),
  remove: flag(),
  sbom: buildx("a bill of materials"),
  secrets: listOf(
    objectOf<BuildSecret>(
      { env: text(is.nonEmpty), id: text(is.nonEmpty), src: text(is.nonEmpty) },
      ["id"],
    ),
  ),
  securityOpts: refused("a Linux engine takes no security options for a build; leave it out"),
  sessionId: refused("the plugin opens the session of its build itself; leave it out"),
  shmSize: wholeNumber(0),
  squash: flag(),
  suppressOutput: flag(),
  tags: listOf(text(is.imageReference)),
  target: text(),
  ulimits: listOf(
    objectOf<Ulimit>({ hard: wholeNumber(-1), name: text(is.nonEmpty), soft: wholeNumber(-1) }, [
      "hard",
      "name",
      "soft",
    ]),
  ),
  useLegacyBuilder: flag(),
  version: text(is.oneOf("1", "2")),
};

/** Not the whole login: whoever it is for and where isn't secret, and is part of the image's name. */
export const secretBuildInputs = ["auth", "identityToken", "password", "registryToken"].map(
  (name) => `build.authConfigs[*].${name}`,
);

const same = (value: unknown) => value;

/** What changes the image. What only changes how the engine gets there isn't a change. */
const COMPARISON: Record<keyof Required<BuildSpec> | typeof CONTEXT_DIGEST, Comparison> = {
  additionalContexts: uncompared,
  authConfigs: uncompared,
  buildArgs: mapping(),
  buildId: uncompared,
  buildLogFile: uncompared,
  builder: uncompared,
  cacheFroms: uncompared,
  cacheTos: uncompared,
  cgroupParent: uncompared,
  context: scalar(),
  contextDigest: digestComparison,
  cpuPeriod: uncompared,
  cpuQuota: uncompared,
  cpuSetCpus: uncompared,
  cpuSetMems: uncompared,
  cpuShares: uncompared,
  dockerfile: scalar(same, "Dockerfile"),
  extraHosts: orderedList(),
  forceRemove: uncompared,
  isolation: uncompared,
  label: mapping(),
  labels: mapping(),
  memory: uncompared,
  memorySwap: uncompared,
  networkMode: scalar(same, "default"),
  noCache: uncompared,
  platform: scalar(),
  provenance: uncompared,
  pullParent: uncompared,
  remoteContext: scalar(),
  remove: uncompared,
  sbom: uncompared,
  secrets: uncompared,
  securityOpts: uncompared,
  sessionId: uncompared,
  shmSize: uncompared,
  squash: scalar(same, false),
  suppressOutput: uncompared,
  tags: unorderedList(same, String),
  target: scalar(same, ""),
  ulimits: uncompared,
  useLegacyBuilder: uncompared,
  version: uncompared,
};

export const buildComparison = structure(COMPARISON);

/** BuildKit takes these and pays no heed to them, so they are refused there. */
const CLASSIC_ONLY = [
  "cgroupParent",
  "cpuPeriod",
  "cpuQuota",
  "cpuSetCpus",
  "cpuSetMems",
  "cpuShares",
  "memory",
  "memorySwap",
  "shmSize",
  "squash",
  "ulimits",
] as const satisfies readonly (keyof BuildSpec)[];

export const buildRule: Rule = objectOf<BuildSpec>(RULES, ["context"], (spec, path, fail) => {
  if (containsUnknown([spec.useLegacyBuilder, spec.version])) return;
  if (builderOf(spec) === "classic") {
    if (spec.secrets?.length)
      fail({
        property: `${path}.secrets`,
        reason: "only BuildKit has secrets; leave out `useLegacyBuilder`",
      });
    return;
  }
  for (const name of CLASSIC_ONLY)
    if (spec[name] !== undefined && spec[name] !== false)
      fail({
        property: `${path}.${name}`,
        reason: "BuildKit pays no heed to it; set `useLegacyBuilder: true`, or leave it out",
      });
});

/** The classic builder where it is asked for, else BuildKit. */
export function builderOf({
  useLegacyBuilder,
  version,
}: Partial<BuildSpec>): "classic" | "buildkit" {
  return useLegacyBuilder || version === "1" ? "classic" : "buildkit";
}

/** A checked build's inputs with the hash of its context; what can't be read here is a mistake. */
export function withContextDigest(
  spec: BuildSpec,
  fail: (failure: CheckFailure) => void,
): BuildSpec {
  if (!containsUnknown(spec.secrets))
    for (const failure of missingSecrets(spec.secrets ?? [])) fail(failure);
  if (containsUnknown([spec.context, spec.dockerfile, spec.remoteContext])) return spec;
  if (spec.remoteContext !== undefined) return spec;
  const digest = contextDigest(spec.context, dockerfileOf(spec), fail);
  return { ...spec, [CONTEXT_DIGEST]: digest } as BuildSpec;
}

/** As the program wrote it, for the state. */
export function writtenBuild(spec: unknown): unknown {
  if (spec === undefined || spec === null || isUnknown(spec)) return spec;
  const { [CONTEXT_DIGEST]: _, ...written } = spec as Record<string, unknown>;
  return written;
}

/** A Dockerfile is looked for in the context, unless its path is absolute. */
export function dockerfileOf({ context, dockerfile = "Dockerfile" }: BuildSpec): string {
  return isAbsolute(dockerfile) ? dockerfile : join(context, dockerfile);
}
