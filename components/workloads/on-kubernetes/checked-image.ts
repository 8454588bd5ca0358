import * as pulumi from "@pulumi/pulumi";
import type { Mistake } from "../../../model/mistakes";
import { refuse } from "../../mistakes";
import type { CheckedArgs } from "../check-args";
import type { Target } from "./on-kubernetes";

/** The image, once it is known that the cluster's nodes can pull it; refused by name where they can't. */
export function checkedImage(
  { requireDigests }: Pick<Target, "requireDigests">,
  { image, madeImage }: Pick<CheckedArgs, "image" | "madeImage">,
  workload: pulumi.Resource,
): pulumi.Input<string> {
  if (madeImage?.isBuilt === true)
    refuse(
      [
        {
          path: "image",
          problem:
            "is built on a host and in no registry, so the cluster can't pull it; push it, and give its name there",
        },
      ],
      workload,
    );
  if (!requireDigests) return image;
  const check = (name: string): string => {
    refuse(digestMistakes(name), workload);
    return name;
  };
  return typeof image === "string" ? check(image) : pulumi.output(image).apply(check);
}

function digestMistakes(image: string): Mistake[] {
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return [];
  return [
    {
      path: "image",
      problem: `expected repository@sha256:… on this cluster (requireDigests), got "${image}"`,
    },
  ];
}
