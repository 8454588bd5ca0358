import type { ContainerInputs } from "../../../../plugins/docker/resources/container/container-inputs";
import {
  UNLIMITED_MEMORY,
  UNLIMITED_SWAP,
} from "../../../../plugins/docker/resources/container/unlimited";
import type { TrialsFor } from "../trial";
import type { World } from "../world";
import { dockerUpdate, host, MIB, type FoundContainer } from "./container-reading";

/** What a container may use, and whether it comes back. */
export const containerLimits = ({ device }: World) =>
  ({
    cpuPeriod: [
      {
        base: 50_000,
        changed: 80_000,
        inDocker: host((of) => of.CpuPeriod, { base: 50_000, changed: 80_000 }),
        byHand: dockerUpdate({ CpuPeriod: 60_000 }),
      },
    ],
    cpuQuota: [
      {
        base: 50_000,
        changed: 80_000,
        inDocker: host((of) => of.CpuQuota, { base: 50_000, changed: 80_000, without: -1 }),
        byHand: dockerUpdate({ CpuQuota: 60_000 }),
      },
    ],
    cpuSet: [
      {
        base: "0-1",
        alike: ["0,1", "1,0"],
        changed: "1",
        inDocker: host((of) => of.CpusetCpus, { base: "0-1", changed: "1" }),
        byHand: dockerUpdate({ CpusetCpus: "0" }),
      },
    ],
    cpuShares: [
      {
        base: 512,
        changed: 256,
        inDocker: host((of) => of.CpuShares, { base: 512, changed: 256 }),
        byHand: dockerUpdate({ CpuShares: 128 }),
      },
    ],
    cpus: [
      {
        base: "0.5",
        alike: ["0.50", "00.5"],
        changed: "0.75",
        inDocker: host((of) => of.NanoCpus, { base: 5e8, changed: 7.5e8 }),
        byHand: dockerUpdate({ NanoCpus: 2.5e8 }),
      },
      {
        what: "in place of a quota",
        with: { cpuQuota: 50_000 },
        base: undefined,
        changed: "0.5",
        changedWith: { cpuQuota: undefined },
      },
    ],
    deviceReadBps: [
      {
        base: [{ path: device, rate: 10 * MIB }],
        changed: [{ path: device, rate: 20 * MIB }],
        inDocker: host((of) => of.BlkioDeviceReadBps, {
          base: [{ Path: device, Rate: 10 * MIB }],
          changed: [{ Path: device, Rate: 20 * MIB }],
        }),
      },
    ],
    deviceReadIops: [
      {
        base: [{ path: device, rate: 100 }],
        changed: [{ path: device, rate: 200 }],
        inDocker: host((of) => of.BlkioDeviceReadIOps, {
          base: [{ Path: device, Rate: 100 }],
          changed: [{ Path: device, Rate: 200 }],
        }),
      },
    ],
    deviceWriteBps: [
      {
        base: [{ path: device, rate: 10 * MIB }],
        changed: [{ path: device, rate: 20 * MIB }],
        inDocker: host((of) => of.BlkioDeviceWriteBps, {
          base: [{ Path: device, Rate: 10 * MIB }],
          changed: [{ Path: device, Rate: 20 * MIB }],
        }),
      },
    ],
    deviceWriteIops: [
      {
        base: [{ path: device, rate: 100 }],
        changed: [{ path: device, rate: 200 }],
        inDocker: host((of) => of.BlkioDeviceWriteIOps, {
          base: [{ Path: device, Rate: 100 }],
          changed: [{ Path: device, Rate: 200 }],
        }),
      },
    ],
    maxRetryCount: [
      {
        with: { restart: "on-failure" },
        base: 3,
        changed: 5,
        inDocker: host((of) => of.RestartPolicy?.MaximumRetryCount, {
          base: 3,
          changed: 5,
          without: 0,
        }),
        byHand: dockerUpdate({ RestartPolicy: { Name: "on-failure", MaximumRetryCount: 4 } }),
      },
    ],
    memory: [
      {
        base: 64,
        changed: 96,
        inDocker: host((of) => [of.Memory, of.MemorySwap], {
          base: [64 * MIB, 128 * MIB],
          changed: [96 * MIB, 192 * MIB],
          without: [UNLIMITED_MEMORY, UNLIMITED_SWAP],
        }),
        byHand: dockerUpdate({ Memory: 80 * MIB, MemorySwap: 160 * MIB }),
      },
    ],
    memoryReservation: [
      {
        base: 32,
        changed: 48,
        inDocker: host((of) => of.MemoryReservation, { base: 32 * MIB, changed: 48 * MIB }),
        byHand: dockerUpdate({ MemoryReservation: 40 * MIB }),
      },
    ],
    memorySwap: [
      {
        with: { memory: 64 },
        base: 96,
        changed: 160,
        inDocker: host((of) => of.MemorySwap, {
          base: 96 * MIB,
          changed: 160 * MIB,
          without: 128 * MIB,
        }),
        byHand: dockerUpdate({ MemorySwap: -1 }),
      },
      {
        what: "lifted later",
        with: { memory: 64 },
        base: 96,
        changed: -1,
        inDocker: host((of) => of.MemorySwap, {
          base: 96 * MIB,
          changed: UNLIMITED_SWAP,
          without: 128 * MIB,
        }),
      },
      {
        what: "lifted",
        with: { memory: 64 },
        base: -1,
        changed: 96,
        // What is lifted in place has the greatest number there is.
        inDocker: host((of) => (of.MemorySwap === UNLIMITED_SWAP ? -1 : of.MemorySwap), {
          base: -1,
          changed: 96 * MIB,
          without: 128 * MIB,
        }),
        byHand: dockerUpdate({ Memory: 64 * MIB, MemorySwap: 128 * MIB }),
      },
    ],
    restart: [
      {
        base: "unless-stopped",
        changed: "always",
        inDocker: host((of) => of.RestartPolicy?.Name, {
          base: "unless-stopped",
          changed: "always",
          without: "no",
        }),
        byHand: dockerUpdate({ RestartPolicy: { Name: "no" } }),
      },
    ],
    shmSize: [
      {
        base: 32,
        changed: 48,
        inDocker: host((of) => of.ShmSize, { base: 32 * MIB, changed: 48 * MIB }),
      },
    ],
    ulimits: [
      {
        base: [
          { name: "nofile", soft: 512, hard: 1024 },
          { name: "nproc", soft: 256, hard: 256 },
        ],
        alike: [
          [
            { name: "nproc", soft: 256, hard: 256 },
            { name: "nofile", soft: 512, hard: 1024 },
          ],
        ],
        changed: [{ name: "nofile", soft: 256, hard: 1024 }],
        inDocker: host((of) => of.Ulimits?.map(({ Soft }) => Soft), {
          base: [512, 256],
          changed: [256],
        }),
      },
    ],
  }) satisfies Partial<TrialsFor<ContainerInputs, FoundContainer>>;
