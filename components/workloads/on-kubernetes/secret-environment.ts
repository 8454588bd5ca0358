import { Secret } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { labelsOf } from "./meta";
import type { Site } from "./on-kubernetes";

/**
 * The variables of `secretEnv` in an immutable Secret under a name made up. Other values make another Secret, and so the
 * pods are rolled; the name tells nothing about them, as a hash would.
 */
export function createSecretEnvironment({ name, args, childOpts }: Site): Secret | undefined {
  const { secretEnv } = args;
  if (secretEnv === undefined) return undefined;
  return new Secret(
    `${name}-env`,
    { metadata: { labels: labelsOf(name) }, immutable: true, stringData: pulumi.secret(secretEnv) },
    childOpts(),
  );
}
