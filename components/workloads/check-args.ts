import * as pulumi from "@pulumi/pulumi";
import { checkProperty, checkWorkload } from "../../model/check-workload";
import type { WorkloadSpec } from "../../model/workload";
import { Image } from "../images/image";
import { isDeferred } from "../inputs";
import { containsLater, knownNow, laterMistakes, refuse } from "../mistakes";
import type { Engine } from "./placement";
import { PLAIN_PROPERTIES, type WorkloadArgs } from "./workload-args";

/** A workload's arguments after the checks; values only known later fail when they come and are wrong. */
export type CheckedArgs = Omit<WorkloadArgs, "image"> & {
  image: pulumi.Input<string>;
  /** Where `image` is an `Image`, which may be on several hosts. */
  madeImage?: Image;
};

/**
 * Throws all mistakes at once. What isn't known yet is checked as soon as it is, before any child gets it.
 */
export function checkArgs(
  args: WorkloadArgs,
  engine: Engine,
  workload: pulumi.Resource,
): CheckedArgs {
  const { on, networks, keepVolumes, transforms, ...spec } = args;
  const image = args.image instanceof Image ? args.image.ref : args.image;
  const known = knownNow({ ...spec, image }) as Record<string, unknown>;

  const unplain = PLAIN_PROPERTIES.flatMap((key) =>
    laterMistakes(key === "volumes" ? withoutExisting(known[key]) : known[key], key),
  );
  const mistakes = unplain.length > 0 ? unplain : checkWorkload(known, engine.copies);
  refuse(mistakes.length > 0 ? mistakes : engine.refusals(known), workload);

  const checked: Record<string, unknown> = { ...spec, image };
  for (const key of Object.keys(checked)) {
    // What `volumes` may hold that comes later is a name Docker checks itself.
    if (key === "volumes" || !containsLater(known[key])) continue;
    const property = key as keyof WorkloadSpec;
    checked[key] = checkLater(checked[key], (value) => {
      // Whether what came is a secret can't be seen any more, so no message shows it.
      const mistakes = checkProperty(property, value);
      refuse(
        mistakes.map(({ path, problem, discreet }) => ({ path, problem: discreet ?? problem })),
        workload,
      );
    });
  }
  return {
    ...(checked as unknown as CheckedArgs),
    ...(args.image instanceof Image && { madeImage: args.image }),
    on,
    networks,
    keepVolumes,
    transforms,
  };
}

/**
 * `value`, in which each part that comes later is checked when it comes, in its place among what is known
 * now. Part by part, so that one secret doesn't hide its neighbours.
 */
function checkLater(value: unknown, check: (whole: unknown) => void): unknown {
  if (isDeferred(value)) {
    return (pulumi.output(value) as pulumi.Output<unknown>).apply((part) => {
      check(part);
      return part;
    });
  }
  if (typeof value !== "object" || value === null) return value;
  const known = knownNow(value);
  const parts = Object.entries(value).map(([key, part]: [string, unknown]) => [
    key,
    checkLater(part, (found) => check(withPart(known, key, found))),
  ]);
  return Array.isArray(value)
    ? parts.map(([, part]) => part)
    : (Object.fromEntries(parts) as unknown);
}

function withPart(whole: unknown, key: string, part: unknown): unknown {
  if (Array.isArray(whole))
    return whole.map((old: unknown, index) => (String(index) === key ? part : old));
  return { ...(whole as object), [key]: part };
}

function withoutExisting(volumes: unknown): unknown {
  if (!Array.isArray(volumes)) return volumes;
  return volumes.map((volume: unknown) =>
    typeof volume === "object" && volume !== null ? { ...volume, existing: undefined } : volume,
  );
}
