import type { WorkSpec } from "../workload";

/** The work as a playbook (JSON is YAML): loops over what differs, as one would write it by hand. */
export function ansiblePlaybook(
  spec: WorkSpec,
  image: string,
  state: "present" | "absent",
  python: string,
): string {
  const items = spec.containers.map((each) => ({
    name: each.name,
    volume: each.volume,
    mountPath: each.mountPath,
    env: each.env,
    labels: each.labels,
    restart: each.restart,
  }));
  const network = {
    name: "network",
    "community.docker.docker_network": { name: spec.network, labels: spec.labels, state },
  };
  const volumes = {
    name: "volumes",
    "community.docker.docker_volume": { name: "{{ item.volume }}", labels: spec.labels, state },
    loop: "{{ items }}",
  };
  const started = {
    name: "{{ item.name }}",
    image,
    pull: "never",
    state: "started",
    env: "{{ item.env }}",
    labels: "{{ item.labels }}",
    restart_policy: "{{ item.restart }}",
    networks: [{ name: spec.network }],
    networks_cli_compatible: true,
    volumes: ["{{ item.volume }}:{{ item.mountPath }}"],
  };
  const containers = {
    name: "containers",
    "community.docker.docker_container":
      state === "present" ? started : { name: "{{ item.name }}", state, force_kill: true },
    loop: "{{ items }}",
  };
  const play = {
    hosts: "localhost",
    connection: "local",
    gather_facts: false,
    vars: { items, ansible_python_interpreter: python },
    tasks: state === "present" ? [network, volumes, containers] : [containers, volumes, network],
  };
  return JSON.stringify([play], undefined, 2);
}
