import { PROVIDER_MIRROR_VERSION } from "../install/terraform";
import type { WorkSpec } from "../workload";

/** The work in Terraform's JSON syntax, one resource per object. */
export function terraformFile(spec: WorkSpec, imageId: string, dockerHost: string): string {
  const label = (labels: Readonly<Record<string, string>>) =>
    Object.entries(labels).map(([key, value]) => ({ label: key, value }));
  const volumes = spec.containers.map((each, i) => [
    `v${i}`,
    { name: each.volume, labels: label(spec.labels) },
  ]);
  const containers = spec.containers.map((each, i) => [
    `c${i}`,
    {
      name: each.name,
      image: imageId,
      env: Object.entries(each.env).map(([key, value]) => `${key}=${value}`),
      labels: label(each.labels),
      restart: each.restart,
      networks_advanced: [{ name: "${docker_network.bench.name}" }],
      volumes: [{ volume_name: `\${docker_volume.v${i}.name}`, container_path: each.mountPath }],
    },
  ]);
  return JSON.stringify(
    {
      terraform: {
        required_providers: {
          docker: { source: "kreuzwerker/docker", version: PROVIDER_MIRROR_VERSION },
        },
      },
      provider: { docker: { host: dockerHost } },
      resource: {
        docker_network: { bench: { name: spec.network, labels: label(spec.labels) } },
        docker_volume: Object.fromEntries(volumes) as unknown,
        docker_container: Object.fromEntries(containers) as unknown,
      },
    },
    undefined,
    2,
  );
}
