import { isUnknown } from "../../../runtime/resource";
import { isSame } from "../../diff/comparison";
import type { ReplaceIf, Treatment } from "../../diff/treatment";
import * as canonical from "./canonical";

type Conditional = Extract<Treatment["change"], { replaceIf: unknown }>;

/** Changes that Docker makes in place for some values, and that need a new container for others. */

/**
 * Docker takes a new limit while the container runs, but has no value that takes one away: it reads zero as "leave it".
 * What may look like one isn't everywhere: with cgroup v2, 1024 CPU shares are less than none were asked for, and a memory
 * reservation of all there is protects it from being reclaimed.
 */
export function unlessLifted(what: string): Conditional {
  return {
    replaceIf: whenLifted(what),
    when: "it is taken away, for which the Engine API has no value",
  };
}

function whenLifted(what: string): ReplaceIf {
  return (_, after) =>
    after === undefined || after === null || after === 0 || after === "" || after === "0"
      ? `Docker can't lift ${what} of an existing container`
      : undefined;
}

/** A quota and `cpus` are two ways to set one limit, and Docker takes only the one that it began with. */
export const unlessQuota: Conditional = {
  replaceIf: (before, after, inputs) =>
    inputs.before["cpuQuota"] || inputs.before["cpuPeriod"]
      ? "Docker can't turn the CPU quota or period of an existing container into `cpus`"
      : whenLifted("the CPU limit")(before, after, inputs),
  when: "it is taken away, for which the Engine API has no value, or takes the place of `cpuQuota` or `cpuPeriod`",
};

/** Older engines take a MAC address only when the container is made: joining the network again doesn't give it. */
export const unlessOtherMac: Conditional = {
  replaceIf: (before, after) => {
    if (after === undefined || after === null) return undefined;
    // Unknown as a whole is what the engine asks with when a network that was deleted first takes us along: the
    // container must then go before its network can.
    if (!Array.isArray(after)) return "its networks are not known yet";
    return isSame(macAddresses(before), macAddresses(after))
      ? undefined
      : "Docker can't change the MAC address of an existing container";
  },
  when: "a `macAddress` is another",
};

/** A file can be written at any time. Taken out, the image's own would have to come back. */
export const unlessFileGone: Conditional = {
  replaceIf: (before, after) => {
    const wanted = filePaths(after);
    if (isUnknown(after) || wanted.some(isUnknown)) return undefined;
    return filePaths(before).every((path) => wanted.includes(path))
      ? undefined
      : "a file that was put into a container can't be taken out again";
  },
  when: "a `file` is taken out",
};

type Element = Readonly<Record<string, unknown>> | null | undefined;

function filePaths(uploads: unknown): unknown[] {
  if (!Array.isArray(uploads)) return [];
  return uploads.map((each: Element) => (isUnknown(each) ? each : each?.["file"]));
}

function macAddresses(networks: unknown): Record<string, unknown> {
  if (!Array.isArray(networks)) return {};
  return Object.fromEntries(
    networks
      .map((each) => canonical.network(each) as Element)
      .filter((each) => each?.["macAddress"] !== undefined)
      .map((each) => [String(each?.["name"]), each?.["macAddress"]]),
  );
}
