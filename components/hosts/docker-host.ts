import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "../../plugins/slipway/sdk/connection-args";
import { checkDockerEndpoint } from "../../model/docker-endpoint";
import type { HostFacts } from "../../model/host-facts";
import type { HostTraits } from "../../model/targeting";
import { refuse } from "../mistakes";
import { withoutStacks } from "../quiet-stacks";
import { transformed } from "../transform";
import {
  type DockerHostArgs,
  connectionOf,
  hostMistakes,
  providerArgs,
  recordedArgs,
  traitsOf,
} from "./docker-host-args";
import { behindGates, makeGates, type Gates } from "./gates";

export type { DockerHostArgs };

const byProvider = new WeakMap<pulumi.ProviderResource, DockerHost>();

/** The host whose provider that is. */
export function hostOfProvider(provider: pulumi.ProviderResource): DockerHost | undefined {
  return byProvider.get(provider);
}

/** A machine with a Docker engine, for `Image`, `Workload` and `Gateway` to be placed `on`. */
export class DockerHost extends pulumi.ComponentResource {
  /** The name it was given in the program. */
  readonly name: string;
  /** What selectors see of it. */
  readonly traits: HostTraits;
  /** For other resources of @pulumi/docker on this host: `{ provider: host.provider }`. */
  readonly provider: docker.Provider;
  /** The engine's address; undefined where it is the docker CLI's. */
  readonly host: pulumi.Output<string | undefined>;
  /** The way to it, for resources of plugins/slipway; undefined where it is the docker CLI's. */
  readonly connection: ConnectionArgs | undefined;
  /** What it has and is, where `ready` is given: versions, CPUs, memory, part in a Swarm. */
  readonly facts: pulumi.Output<HostFacts> | undefined;
  /** For each resource on it: its provider, and `deletedWith` the machine where that is known. */
  readonly childOptions: Pick<pulumi.CustomResourceOptions, "provider" | "deletedWith">;
  /** What has to be there before anything is made on it. */
  readonly gates: readonly pulumi.Resource[];
  private readonly opened: Gates;

  constructor(name: string, args: DockerHostArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:hosts:DockerHost", name, recordedArgs(args), opts);
    this.name = name;
    this.traits = traitsOf(name, args);

    refuse(hostMistakes(args), this);
    const host = this.checked(args.host);
    const childOpts: pulumi.CustomResourceOptions = { parent: this };
    const childArgs = transformed(args.transforms?.provider, providerArgs(args, host), childOpts);
    this.opened = makeGates(this, name, args, connectionOf(childArgs));
    const gates = Object.values(this.opened) as pulumi.Resource[];
    this.gates = gates;
    const behind =
      gates.length === 0 ? childOpts : pulumi.mergeOptions(childOpts, { dependsOn: gates });
    this.provider = withoutStacks(() => new docker.Provider(name, childArgs, behind));
    byProvider.set(this.provider, this);
    this.host = pulumi.output(host);
    this.connection = behindGates(connectionOf(childArgs), gates);
    this.facts = this.opened.readiness?.facts;
    this.childOptions = {
      provider: this.provider,
      ...(args.machine !== undefined && { deletedWith: args.machine }),
    };
    this.registerOutputs({
      name: this.name,
      traits: this.traits,
      provider: this.provider,
      host: this.host,
      connection: this.connection,
      ...(this.facts !== undefined && { facts: this.facts }),
    });
  }

  /** What is plain was checked already; the rest is as soon as it is known. */
  private checked(host: pulumi.Input<string> | undefined): pulumi.Input<string> | undefined {
    if (host === undefined || typeof host === "string") return host;
    return pulumi.output(host).apply((endpoint) => {
      const problem = checkDockerEndpoint(endpoint);
      if (problem !== undefined) refuse([{ path: "host", problem }], this);
      return endpoint;
    });
  }

  /** The resources beneath. */
  get nodes(): Gates & { provider: docker.Provider } {
    return { ...this.opened, provider: this.provider };
  }
}
