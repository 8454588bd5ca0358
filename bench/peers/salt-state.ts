import type { WorkSpec } from "../workload";

/** One state: its function, then its arguments, each a map of one entry, as Salt wants them. */
function state(fn: string, args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { [fn]: Object.entries(args).map(([key, value]) => ({ [key]: value })) };
}

/** The work as a Salt state file (JSON is YAML). */
export function saltState(spec: WorkSpec, image: string, want: "present" | "absent"): string {
  const pairs = (of: Readonly<Record<string, string>>) =>
    Object.entries(of).map(([key, value]) => `${key}=${value}`);
  const states: Record<string, unknown> = {};
  const network = (): void => {
    const labels = want === "present" ? { labels: pairs(spec.labels) } : {};
    states["network"] = state(`docker_network.${want}`, { name: spec.network, ...labels });
  };
  if (want === "present") network();
  spec.containers.forEach((each, i) => {
    const volume = state(`docker_volume.${want}`, { name: each.volume });
    if (want === "absent") {
      states[`c${i}`] = state("docker_container.absent", { name: each.name, force: true });
      states[`v${i}`] = volume;
      return;
    }
    states[`v${i}`] = volume;
    states[`c${i}`] = state("docker_container.running", {
      name: each.name,
      image,
      environment: each.env,
      labels: pairs(each.labels),
      restart_policy: each.restart,
      binds: [`${each.volume}:${each.mountPath}`],
      networks: [spec.network],
    });
  });
  if (want === "absent") network();
  return JSON.stringify(states, undefined, 2);
}
