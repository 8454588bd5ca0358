import { join } from "node:path";

import { LAB_USERS } from "../../lab/host/users";
import type { Lab } from "../../lab/lab";

/** How to reach the hosts of a lab, as it is written to a file. */
export interface Reach {
  name: string;
  subnet: string;
  /** Private key of all users on all hosts. */
  keyFile: string;
  knownHostsFile: string;
  /** For `ssh -F`: knows the hosts by their names. */
  sshConfigFile: string;
  users: { name: string; about: string; sudoPassword?: string }[];
  hosts: HostReach[];
  /** Endpoint and token of DigitalOcean's API. */
  digitalocean?: { endpoint: string; token: string };
  kubernetes?: { server: string; kubeconfigFile: string; kubectl: string };
  registry?: { address: string; username?: string; password?: string; caFile?: string };
}

interface HostReach {
  name: string;
  address: string;
  /** As a Docker host's address; also for the other users. */
  ssh: string;
  sshCommand: string;
  hostKey: string;
  bare: boolean;
  /** The engine's socket, as this machine sees it. */
  dockerHost?: string;
  tcp?: string;
  /** Folder with ca.pem, cert.pem and key.pem. */
  certPath?: string;
}

export function reachOf({ record, hosts }: Lab): Reach {
  const { name, subnet, keyFile, knownHostsFile, carefulPassword } = record;
  const { registry, kubernetes, digitalocean } = record;
  const sshConfigFile = join(record.dir, "ssh_config");
  return {
    ...{ name, subnet, keyFile, knownHostsFile, sshConfigFile },
    users: [
      { name: "root", about: "everything" },
      ...LAB_USERS.map((user) => ({
        ...user,
        ...(user.name === "careful" && { sudoPassword: carefulPassword }),
      })),
    ],
    hosts: hosts.map((host) => ({
      name: host.name,
      address: host.address,
      ssh: host.ssh(),
      sshCommand: `ssh -F ${sshConfigFile} ${host.name}`,
      hostKey: host.hostKey,
      bare: host.record.bare,
      ...(!host.record.bare && { dockerHost: host.dockerHost }),
      ...(host.record.tcp !== undefined && { tcp: host.tcpHost }),
      ...(host.record.certPath !== undefined && { certPath: host.record.certPath }),
    })),
    ...(digitalocean !== undefined && {
      digitalocean: { endpoint: digitalocean.endpoint, token: digitalocean.token },
    }),
    ...(kubernetes !== undefined && {
      kubernetes: {
        server: kubernetes.server,
        kubeconfigFile: kubernetes.kubeconfigFile,
        kubectl: kubernetes.kubectl,
      },
    }),
    ...(registry !== undefined && {
      registry: {
        address: registry.host,
        ...registry.login,
        ...(registry.caFile !== undefined && { caFile: registry.caFile }),
      },
    }),
  };
}

export function describeReach(reach: Reach): string {
  const { name, subnet, hosts, users, registry, kubernetes, digitalocean } = reach;
  const lines = [`Lab ${name} is up: ${hosts.length} hosts on ${subnet}.`, ""];
  for (const host of hosts) {
    lines.push(`${host.name}  ${host.address}${host.bare ? "  without Docker" : ""}`);
    lines.push(`  ${host.sshCommand}`);
    if (host.dockerHost !== undefined) lines.push(`  DOCKER_HOST=${host.dockerHost}`);
    const tls =
      host.certPath === undefined ? "" : `DOCKER_TLS_VERIFY=1 DOCKER_CERT_PATH=${host.certPath} `;
    if (host.tcp !== undefined) lines.push(`  ${tls}DOCKER_HOST=${host.tcp}`);
  }
  const each = users.map((user) => {
    const password = user.sudoPassword === undefined ? "" : `, ${user.sudoPassword}`;
    return `${user.name} (${user.about}${password})`;
  });
  lines.push("", `Users: ${each.join(", ")}`);
  if (registry !== undefined) {
    const login =
      registry.username === undefined
        ? "open to all, in the clear"
        : `user ${registry.username}, password ${registry.password}, CA ${registry.caFile}`;
    lines.push(`Registry: ${registry.address} (${login})`);
  }
  if (digitalocean !== undefined) {
    const { endpoint, token } = digitalocean;
    lines.push(`DigitalOcean: ${endpoint}`);
    lines.push(`  DIGITALOCEAN_API_URL=${endpoint} DIGITALOCEAN_TOKEN=${token}`);
  }
  if (kubernetes !== undefined) {
    const { server, kubeconfigFile, kubectl } = kubernetes;
    lines.push(`Kubernetes: ${server}`, `  KUBECONFIG=${kubeconfigFile} ${kubectl} get nodes`);
  }
  return `${lines.join("\n")}\n`;
}

export function sshConfig({ hosts, keyFile, knownHostsFile }: Reach): string {
  const each = hosts.map(
    ({ name, address }) => `Host ${name} ${address}\n  HostName ${address}\n  User root\n\n`,
  );
  return `${each.join("")}Host *
  IdentityFile ${keyFile}
  IdentitiesOnly yes
  UserKnownHostsFile ${knownHostsFile}
`;
}
