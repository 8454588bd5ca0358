import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { DockerHost } from "../hosts/docker-host";
import type { Hosts } from "../hosts/host-group";
import { placesOf, recordedPlaces } from "../hosts/places";
import { refuse } from "../mistakes";
import { withoutStacks } from "../quiet-stacks";
import { transformed, type Transform } from "../transform";

export interface PrivateNetworkArgs {
  /** Host, or hosts each of which gets a network of its own: they aren't connected. A change makes it anew there. */
  on: DockerHost | Hosts;
  /** Whether nothing on it reaches other networks. Defaults to false. A change replaces. */
  internal?: pulumi.Input<boolean>;
  /** The last word on the children. */
  transforms?: { network?: Transform<docker.NetworkArgs> };
}

/** A bridge network on each of some hosts, for workloads on the same ones: `networks: [network]`. */
export class PrivateNetwork extends pulumi.ComponentResource {
  /** The name it was given in the program. */
  readonly name: string;
  private readonly byHost = new Map<DockerHost, docker.Network>();

  constructor(name: string, args: PrivateNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    const { on, transforms, ...rest } = args;
    super("slipway:networks:PrivateNetwork", name, { ...rest, on: recordedPlaces(on) }, opts);
    this.name = name;
    placesOf(on).forEach(({ host, suffix }, index) => {
      const childOpts: pulumi.CustomResourceOptions = { parent: this, ...host.childOptions };
      const childArgs = transformed(transforms?.network, { ...rest }, childOpts, index);
      this.byHost.set(
        host,
        withoutStacks(() => new docker.Network(`${name}${suffix}`, childArgs, childOpts)),
      );
    });
    this.registerOutputs({
      names: Object.fromEntries(
        [...this.byHost].map(([host, network]) => [host.name, network.name]),
      ),
    });
  }

  /** The network on one of its hosts, for a Gateway or a container there. */
  on(host: DockerHost): docker.Network {
    const network = this.byHost.get(host);
    if (network === undefined)
      refuse([{ path: "", problem: `network "${this.name}" isn't on host "${host.name}"` }], this);
    return network!;
  }

  /** The resources beneath. */
  get nodes(): { networks: docker.Network[] } {
    return { networks: [...this.byHost.values()] };
  }
}
