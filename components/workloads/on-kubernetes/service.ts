import { Service } from "@pulumi/kubernetes/core/v1";
import { isStateful } from "../../../model/engines/kubernetes-refusals";
import { defaults } from "../../../model/defaults";
import type { PortSpec } from "../../../model/workload";
import { withoutStacks } from "../../quiet-stacks";
import { transformed } from "../../transform";
import { present } from "../present";
import type { Controller } from "./controller";
import { labelsOf } from "./meta";
import type { Site } from "./on-kubernetes";

/**
 * The name by which the workload is found in its namespace; undefined for one that has no ports. A StatefulSet's has no
 * address of its own: its replicas are found by name below it, also before they are ready, for they may need each other
 * to get there.
 */
export function createService(site: Site, controller: Controller): Service | undefined {
  const { name, args, childOpts } = site;
  const stateful = isStateful(args);
  const ports = args.ports ?? [];
  if (ports.length === 0 && !stateful) return undefined;
  const spec = present({
    selector: labelsOf(name),
    clusterIP: stateful ? "None" : undefined,
    publishNotReadyAddresses: stateful ? true : undefined,
    ports: ports.length === 0 ? undefined : ports.map(servicePort),
  });
  // There is nothing to wait for where no pod comes, and what replicas need to get ready must not wait for them.
  const noWait = stateful || (args.replicas ?? defaults.replicas) === 0;
  const annotations = noWait ? { "pulumi.com/skipAwait": "true" } : undefined;
  const metadata = present({ name, labels: labelsOf(name), annotations });
  const opts = { ...childOpts(), ...(noWait ? {} : { dependsOn: controller }) };
  const made = transformed(args.transforms?.service, { metadata, spec }, opts);
  return withoutStacks(() => new Service(`${name}-service`, made, opts));
}

function servicePort({ name, port, protocol }: PortSpec) {
  return {
    name: name ?? `port-${port}`,
    port,
    targetPort: port,
    protocol: (protocol ?? defaults.portProtocol).toUpperCase(),
  };
}
