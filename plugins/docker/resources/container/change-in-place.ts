import type { Engine } from "../../client/engine";
import { isEngineError } from "../../client/engine-error";
import type { EngineContainer, EngineResources } from "../../client/engine-types";
import { isSame } from "../../diff/comparison";
import { changedProperties } from "../../diff/treatment";
import * as canonical from "./canonical";
import type { ContainerInputs } from "./container-inputs";
import { resources } from "./container-spec";
import { CONTAINER_TABLE } from "./container-table";
import { rejoin } from "./rejoin-networks";
import { UNLIMITED_MEMORY, UNLIMITED_SWAP } from "./unlimited";
import { uploadFiles } from "./upload-files";

/** Which part of an update request each input belongs to. */
const LIMITS: Readonly<Partial<Record<keyof ContainerInputs, keyof EngineResources>>> = {
  memory: "Memory",
  memoryReservation: "MemoryReservation",
  memorySwap: "MemorySwap",
  cpus: "NanoCpus",
  cpuPeriod: "CpuPeriod",
  cpuQuota: "CpuQuota",
  cpuSet: "CpusetCpus",
  cpuShares: "CpuShares",
  restart: "RestartPolicy",
  maxRetryCount: "RestartPolicy",
};

/** Brings a container that exists from one set of inputs to another, as far as Docker can without a new one. */
export async function changeInPlace(
  engine: Engine,
  found: EngineContainer,
  before: Partial<ContainerInputs>,
  inputs: ContainerInputs,
): Promise<void> {
  const changed = changedProperties(CONTAINER_TABLE, before, inputs);
  if (inputs.name !== undefined && found.Name.slice(1) !== inputs.name)
    await rename(engine, found.Id, inputs.name);
  const limits = changedLimits(changed, inputs);
  if (limits !== undefined) await engine.updateContainer(found.Id, limits);
  if (changed.has("networksAdvanced")) await rejoin(engine, found.Id, before, inputs);
  if (changed.has("uploads")) {
    const old = (before.uploads ?? []).map(canonical.upload);
    const written = (inputs.uploads ?? []).filter(
      (each) => !old.some((one) => isSame(one, canonical.upload(each))),
    );
    await uploadFiles(engine, found.Id, written);
  }
}

async function rename(engine: Engine, id: string, name: string): Promise<void> {
  try {
    await engine.renameContainer(id, name);
  } catch (error) {
    if (!isEngineError(error, "conflict")) throw error;
    throw new Error(`the container name "${name}" is taken on ${engine.where}: choose another`, {
      cause: error,
    });
  }
}

function changedLimits(
  changed: ReadonlySet<string>,
  inputs: ContainerInputs,
): EngineResources | undefined {
  const all = resources(inputs);
  const parts = Object.entries(LIMITS).filter(([name]) => changed.has(name));
  if (parts.length === 0) return undefined;
  const limits: EngineResources = Object.fromEntries(
    parts.map(([, part]) => [part, all[part]]).filter(([, value]) => value !== undefined),
  ) as EngineResources;
  if (changed.has("cpuQuota")) limits.CpuQuota = all.CpuQuota || -1;
  if (changed.has("memory")) limits.Memory = all.Memory || UNLIMITED_MEMORY;
  // Left out, the swap limit is twice the memory; and Docker refuses more memory than the swap limit that it has.
  if (changed.has("memory") || changed.has("memorySwap")) {
    const swap = all.MemorySwap || (all.Memory ? all.Memory * 2 : UNLIMITED_SWAP);
    limits.MemorySwap = swap < 0 ? UNLIMITED_SWAP : swap;
    // Docker takes the one only with the other.
    limits.Memory ??= all.Memory || UNLIMITED_MEMORY;
  }
  return limits;
}
