import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { readInventory, type InventoryHost } from "../../model/inventory";
import type { Selector } from "../../model/targeting";
import { refuse } from "../mistakes";
import type { SwarmNodeArgs } from "../swarm/swarm-cluster-args";
import type { DockerHost, DockerHostArgs } from "./docker-host";
import { HostGroup, type HostGroupArgs, type Hosts } from "./host-group";
import type { HostSource } from "./host-source";

export interface InventoryArgs extends Pick<HostGroupArgs, "defaults" | "batch" | "each"> {
  /** YAML or JSON file: `hosts: { name: { address: ssh://root@10.0.0.11, hostKey: …, roles: [web] } }`. A plain path. */
  file: string;
}

/** Hosts that are there already, as a file says. */
export class Inventory extends pulumi.ComponentResource implements HostSource {
  /** The hosts, in the file's order. */
  readonly group: HostGroup;
  readonly swarmNodes: Readonly<Record<string, SwarmNodeArgs>>;

  constructor(name: string, args: InventoryArgs, opts?: pulumi.ComponentResourceOptions) {
    const { file, ...group } = args;
    super("slipway:hosts:Inventory", name, { file }, opts);
    const machines = this.read(file);
    this.group = new HostGroup(
      name,
      {
        ...group,
        hosts: Object.fromEntries(
          Object.entries(machines).map(([called, machine]) => [called, hostArgs(machine)]),
        ),
      },
      { parent: this },
    );
    this.swarmNodes = Object.fromEntries(
      Object.entries(machines).flatMap(([called, { advertise }]) =>
        advertise === undefined ? [] : [[called, { advertiseAddr: advertise }]],
      ),
    );
    this.registerOutputs({ hosts: Object.keys(machines) });
  }

  get hosts(): readonly DockerHost[] {
    return this.group.hosts;
  }

  where(selector: Selector): Hosts {
    return this.group.where(selector);
  }

  private read(file: string): Record<string, InventoryHost> {
    let tree: unknown;
    try {
      tree = parse(readFileSync(file, "utf8"));
    } catch (error) {
      refuse(
        [{ path: "file", problem: `${file} can't be read: ${(error as Error).message}` }],
        this,
      );
    }
    const found = readInventory(tree);
    if ("hosts" in found) return found.hosts;
    refuse(
      found.mistakes.map(({ path, problem }) => ({ path: `${file}: ${path}`, problem })),
      this,
    );
    throw new Error("not reached: refuse throws");
  }

  /** The resources beneath. */
  get nodes(): { group: HostGroup } {
    return { group: this.group };
  }
}

function hostArgs({ address, advertise: _, ...rest }: InventoryHost): DockerHostArgs {
  return { host: address, ...rest };
}
