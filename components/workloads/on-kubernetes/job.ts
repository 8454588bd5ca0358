import { Job } from "@pulumi/kubernetes/batch/v1";
import { defaults } from "../../../model/defaults";
import { withoutStacks } from "../../quiet-stacks";
import { transformed } from "../../transform";
import { controllerLabels } from "./meta";
import type { Site } from "./on-kubernetes";
import { podTemplate, type PodParts } from "./pod-template";

/** How often a program that failed is tried again. */
const MOST_FAILURES = 6;

/**
 * Runs the program until it has ended well, in as many pods as there are replicas. Its name is made up: what it runs
 * can't be changed, and so a change makes another one.
 */
export function createJob(site: Site, parts: PodParts): Job {
  const { name, args, childOpts } = site;
  const again = args.restart === "on-failure";
  const replicas = args.replicas ?? defaults.replicas;
  const opts = childOpts();
  const made = transformed(
    args.transforms?.job,
    {
      metadata: { labels: controllerLabels(name) },
      spec: {
        completions: replicas,
        parallelism: replicas,
        backoffLimit: again ? MOST_FAILURES : 0,
        template: podTemplate(site, parts, again ? "OnFailure" : "Never"),
      },
    },
    opts,
  );
  return withoutStacks(() => new Job(name, made, opts));
}
