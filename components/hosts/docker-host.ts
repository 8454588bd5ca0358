import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { checkDockerEndpoint } from "../../model/docker-endpoint";
import { refuse } from "../mistakes";
import { withoutStacks } from "../quiet-stacks";
import { transformed, type Transform } from "../transform";

export interface DockerHostArgs {
  /**
   * Where the engine listens: `unix:///path/to.sock`, or `npipe:////./pipe/docker_engine` on Windows. Defaults
   * to what the docker CLI would use: DOCKER_HOST, the current context, or the local socket. A change moves
   * everything on the host to the other engine.
   */
  host?: pulumi.Input<string>;
  /** The last word on the children. */
  transforms?: { provider?: Transform<docker.ProviderArgs> };
}

/** A machine with a Docker engine, for `Image`, `Workload` and `Gateway` to be placed `on`. */
export class DockerHost extends pulumi.ComponentResource {
  /** The name it was given in the program. */
  readonly name: string;
  /** For other resources of @pulumi/docker on this host: `{ provider: host.provider }`. */
  readonly provider: docker.Provider;
  /** The engine's address; undefined where it is the docker CLI's. */
  readonly host: pulumi.Output<string | undefined>;

  constructor(name: string, args: DockerHostArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:hosts:DockerHost", name, args, opts);
    this.name = name;

    const host = this.checked(args.host);
    const childOpts: pulumi.CustomResourceOptions = { parent: this };
    const childArgs = transformed(
      args.transforms?.provider,
      host === undefined ? {} : { host },
      childOpts,
    );
    this.provider = withoutStacks(() => new docker.Provider(name, childArgs, childOpts));
    this.host = pulumi.output(host);
    this.registerOutputs({ name: this.name, provider: this.provider, host: this.host });
  }

  /** Checks at once what is plain, and the rest as soon as it is known. */
  private checked(host: pulumi.Input<string> | undefined): pulumi.Input<string> | undefined {
    const check = (endpoint: string): string => {
      const problem = checkDockerEndpoint(endpoint);
      if (problem !== undefined) refuse([{ path: "host", problem }], this);
      return endpoint;
    };
    if (host === undefined || typeof host === "string") return host && check(host);
    return pulumi.output(host).apply(check);
  }

  /** The resources beneath. */
  get nodes(): { provider: docker.Provider } {
    return { provider: this.provider };
  }
}
