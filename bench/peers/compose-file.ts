import type { WorkSpec } from "../workload";

/** The work as a Compose file (JSON is YAML). Version 3.7 is the newest that Compose 1.29 needs named. */
export function composeFile(spec: WorkSpec, image: string): string {
  const services = spec.containers.map((each, i) => [
    `c${i}`,
    {
      image,
      container_name: each.name,
      environment: each.env,
      labels: each.labels,
      restart: each.restart,
      networks: ["bench"],
      volumes: [`v${i}:${each.mountPath}`],
    },
  ]);
  const volumes = spec.containers.map((each, i) => [
    `v${i}`,
    { name: each.volume, labels: spec.labels },
  ]);
  return JSON.stringify(
    {
      services: Object.fromEntries(services) as unknown,
      networks: { bench: { name: spec.network, labels: spec.labels } },
      volumes: Object.fromEntries(volumes) as unknown,
    },
    undefined,
    2,
  );
}
