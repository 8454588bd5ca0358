import type { CheckFailure, ProviderDefinition, Props } from "../../plugins/runtime/resource";
import { readKubeconfig } from "../../plugins/slipway/client/kubernetes/kubeconfig";
import { Cluster } from "./cluster";
import { objectResource } from "./resource/object-resource";

/**
 * Stands in for the official `kubernetes` plugin where that can't be downloaded: in this project's tests. It has the
 * official one's types and property shapes, and does what that one does with them.
 */
export const provider: ProviderDefinition<Cluster> = {
  name: "kubernetes",
  version: "4.34.2",
  secretConfig: ["kubeconfig"],
  checkConfig: configFailures,
  configure: (inputs) => new Cluster(inputs),
  resources: {},
  resourceFor(type) {
    const [, module, kind] = type.split(":");
    if (module === undefined || kind === undefined || kind.endsWith("Patch")) return undefined;
    if (/^(helm\.sh|yaml|kustomize)(\/|$)/.test(module)) return undefined;
    return objectResource(module.replace(/^core\//, ""), kind);
  },
  hint: () => "this stand-in has objects of the Kubernetes API alone; the official plugin has more",
  close: (cluster) => cluster.close(),
};

/** Those of its settings that would change what an object means. */
const NOT_HERE = ["renderYamlToDirectory", "upsertExistingObjects", "cluster"];

function configFailures(inputs: Props): CheckFailure[] {
  const failures = NOT_HERE.filter((property) => inputs[property]).map((property) => ({
    property,
    reason: "this stand-in doesn't have it; the official plugin does",
  }));
  if (inputs["enableServerSideApply"] === false)
    failures.push({
      property: "enableServerSideApply",
      reason: "this stand-in has server-side apply alone; the official plugin has both",
    });
  const { kubeconfig, context } = inputs;
  if (typeof kubeconfig !== "string" || kubeconfig === "") return failures;
  try {
    readKubeconfig(kubeconfig, typeof context === "string" ? context : undefined);
  } catch (error) {
    failures.push({ property: "kubeconfig", reason: (error as Error).message });
  }
  return failures;
}
