import { existsSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import type { LabHostOptions } from "../../lab/host/make-host";
import { Lab } from "../../lab/lab";
import { labNames } from "../../lab/lab-folder";
import { requireRoot } from "../../lab/machine-packages";
import { UserError } from "../../toolchain/user-error";
import { describeReach, reachOf, sshConfig } from "./reach";

/** What the nodes of the Kubernetes cluster are: so many fake ones, or the hosts. */
export type NodesOption = number | "kubelet";

export interface UpOptions {
  hosts: number;
  bare: boolean;
  diskMib?: number;
  tcp?: "plain" | "tls";
  registry: boolean;
  registryTls: boolean;
  kubernetes: boolean;
  nodes: NodesOption;
  digitalocean: boolean;
  name: string;
  json?: string;
}

/** As many as there are addresses for the pods of. */
const MOST_KUBELETS = 8;

export async function up(options: UpOptions): Promise<void> {
  requireRoot();
  const { name, bare, diskMib, tcp, json } = options;
  if (bare && tcp !== undefined)
    throw new UserError("bare hosts have no engine that could listen; leave out --bare or --tcp.");
  const kubelets = options.kubernetes && options.nodes === "kubelet";
  if (kubelets && bare)
    throw new UserError(
      "a host without Docker can't be a node; leave out --bare or --nodes kubelet.",
    );
  if (kubelets && (options.hosts === 0 || options.hosts > MOST_KUBELETS))
    throw new UserError(
      `--nodes kubelet: expected 1 to ${MOST_KUBELETS} hosts, which are the nodes.`,
    );
  const more = [options.kubernetes, options.digitalocean, options.registry, options.registryTls];
  if (options.hosts === 0 && !more.includes(true))
    throw new UserError(
      "--hosts: expected a whole number from 1 to 100; 0 goes with --kubernetes, --digitalocean, --registry or --registry-tls.",
    );
  if (labNames().includes(name))
    throw new UserError(
      `there is a lab called ${name} already; take it away with npm run lab -- down --name ${name}, or give this one another --name.`,
    );
  const wanted = json === undefined ? undefined : resolve(json);
  if (wanted !== undefined && !existsSync(dirname(wanted)))
    throw new UserError(`--json: there is no folder ${dirname(wanted)}.`);

  const host: LabHostOptions = { bare, diskMib, tcp };
  const names = Array.from({ length: options.hosts }, (_, index) => `node${index + 1}`);
  const lab = await Lab.start(name, {
    hosts: Object.fromEntries(names.map((each) => [each, host])),
    registry: options.registryTls ? "tls" : options.registry ? "plain" : undefined,
    fakeNodes: options.kubernetes && options.nodes !== "kubelet" ? options.nodes : undefined,
    kubelets,
    digitalocean: options.digitalocean,
    keep: true,
  });
  const reach = reachOf(lab);
  writeFileSync(reach.sshConfigFile, sshConfig(reach), { mode: 0o600 });
  const file = wanted ?? join(lab.record.dir, "reach.json");
  // It holds passwords.
  writeFileSync(file, `${JSON.stringify(reach, null, 2)}\n`, { mode: 0o600 });
  process.stdout.write(`${describeReach(reach)}All of this is in ${file}\n`);
}
