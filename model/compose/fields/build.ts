import * as f from "./field";
import { fileReference } from "./mounts";
import { ulimits } from "./limits";

export const BUILD = {
  additional_contexts: f.labels,
  args: f.record(f.variable),
  cache_from: f.texts,
  cache_to: f.texts,
  context: f.text,
  dockerfile: f.text,
  dockerfile_inline: f.text,
  entitlements: f.texts,
  extra_hosts: f.sortedTexts,
  isolation: f.text,
  labels: f.labels,
  network: f.text,
  no_cache: f.trueOrNothing,
  no_cache_filter: f.texts,
  platforms: f.texts,
  privileged: f.trueOrNothing,
  provenance: f.data,
  pull: f.trueOrNothing,
  sbom: f.data,
  secrets: f.list(fileReference),
  shm_size: f.bytes,
  ssh: f.record(f.variable),
  tags: f.texts,
  target: f.text,
  ulimits,
};

export const build = f.shape(BUILD);
