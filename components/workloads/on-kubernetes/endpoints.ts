import type { Service } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../../../model/defaults";
import type { Endpoint } from "../endpoint";
import type { Controller } from "./controller";
import type { Site } from "./on-kubernetes";

/** One for the Service, which sends requests to ready replicas alone; known once all are ready. */
export function endpointsOf(
  { args }: Site,
  controller: Controller,
  service: Service | undefined,
): pulumi.Output<Endpoint[]> {
  const tcp = (args.ports ?? []).filter(
    ({ protocol }) => (protocol ?? defaults.portProtocol) === "tcp",
  );
  if (service === undefined || tcp.length === 0) return controller.id.apply(() => []);
  const ports = Object.fromEntries(tcp.map(({ name, port }) => [name ?? String(port), port]));
  return pulumi
    .all([service.metadata.name, service.metadata.namespace, controller.id])
    .apply(([name, namespace]) => [{ address: `${name}.${namespace}.svc`, ports }]);
}
