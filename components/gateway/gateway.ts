import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as path from "node:path";

import { Route } from "../../plugins/slipway/sdk/route";
import { describeRouteClash, type RouteAddress } from "../../model/route-address";
import { DockerHost } from "../hosts/docker-host";
import { Image } from "../images/image";
import { refuse } from "../mistakes";
import { withoutStacks } from "../quiet-stacks";
import { transformed, type Transform } from "../transform";
import type { Workload } from "../workloads/workload";
import { gatewayContainer } from "./gateway-container";
import { routeArgs } from "./route-args";

export interface GatewayArgs {
  /** Host that it runs on. A change moves it there. */
  on: DockerHost;
  /**
   * Port that it listens on, 1 to 65535. Defaults to 8080. A change replaces the proxy: the new port answers before the
   * old one goes.
   */
  port?: pulumi.Input<number>;
  /**
   * Address of the host that it listens on. Defaults to `127.0.0.1`: only the host itself reaches it; `0.0.0.0` is
   * everybody. A change replaces the proxy.
   */
  bind?: pulumi.Input<string>;
  /** The private networks whose workloads it reaches. At least one. Joined and left in place. */
  networks: (docker.Network | pulumi.Input<string>)[];
  /** Image to use instead of the one that this component builds. Must hold its `gateway` command. */
  image?: Image;
  /** The last word on the children. */
  transforms?: {
    image?: Transform<docker.ImageArgs>;
    volume?: Transform<docker.VolumeArgs>;
    container?: Transform<docker.ContainerArgs>;
  };
}

export interface GatewayRouteArgs {
  /** The workload that answers. It must share a network with the gateway. */
  to: Workload;
  /** Name or number of the workload's port. Defaults to its only one. */
  port?: string | number;
  /** Host name to answer for, in lower case, without a port. Defaults to all that no other route names. */
  host?: pulumi.Input<string>;
  /** Path prefix: `/api` takes `/api` and `/api/x`, but not `/apix`. The longest wins. Defaults to `/`. */
  path?: pulumi.Input<string>;
  /** Whether the prefix is taken off before the request goes on. Defaults to false. */
  stripPrefix?: pulumi.Input<boolean>;
  /**
   * How the gateway tells whether a replica can take requests. Defaults to the workload's own health check where that
   * asks over HTTP, else to whether the port accepts connections.
   */
  health?: { path: pulumi.Input<string>; intervalSeconds?: pulumi.Input<number> };
  /**
   * Seconds that requests under way on replaced replicas are waited for, at the most, before those are stopped. 0 to
   * 3600. Defaults to 30.
   */
  drainSeconds?: pulumi.Input<number>;
}

/**
 * The way in: one proxy (HAProxy) that publishes a port and routes requests by host name and path to workloads over
 * their private networks. Adding, changing and removing a route never drops a request.
 */
export class Gateway extends pulumi.ComponentResource {
  /** Where it answers, such as `http://127.0.0.1:8080`. Resolves once it runs. */
  readonly url: pulumi.Output<string>;
  /** The resources beneath. */
  readonly nodes: {
    readonly image: Image;
    readonly volume: docker.Volume;
    readonly container: docker.Container;
    readonly routes: readonly Route[];
  };
  private readonly name: string;
  private readonly on: DockerHost;
  private readonly routes: Route[] = [];
  private readonly addresses: RouteAddress[] = [];

  constructor(name: string, args: GatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:gateway:Gateway", name, args, opts);
    this.name = name;
    this.on = args.on;
    if (args.networks.length === 0) {
      refuse([{ path: "networks", problem: "expected at least one network, got none" }], this);
    }

    const image =
      args.image ??
      new Image(
        `${name}-image`,
        {
          on: args.on,
          build: { context: path.join(__dirname, "image") },
          repository: "slipway/gateway",
          ...(args.transforms?.image && { transforms: { image: args.transforms.image } }),
        },
        { parent: this },
      );
    const volume = this.volume(args);
    const container = this.container(args, image, volume);
    this.nodes = { image, volume, container, routes: this.routes };

    const port = container.ports.apply((ports) => ports?.[0]?.external);
    const bind = pulumi.output(args.bind ?? "127.0.0.1");
    this.url = pulumi
      .all([bind, port])
      .apply(([address, number]) => `http://${reachable(address)}:${number}`);
    this.registerOutputs({ url: this.url });
  }

  /** Sends requests to a workload, from when its replicas are ready until the route is removed. */
  route(name: string, args: GatewayRouteArgs, opts?: pulumi.CustomResourceOptions): Route {
    const address = { name, host: args.host, path: args.path };
    const clash = describeRouteClash(address, this.addresses);
    if (clash !== undefined) refuse([{ path: `route "${name}"`, problem: clash }], this);
    this.addresses.push(address);

    const route = withoutStacks(
      () =>
        new Route(
          `${this.name}-${name}`,
          routeArgs(args, this.nodes.container.name, this.on, this),
          pulumi.mergeOptions({ parent: this, dependsOn: [this.nodes.container] }, opts),
        ),
    );
    this.routes.push(route);
    return route;
  }

  /** Holds the routes, so that a proxy that is replaced or restarted begins with all of them. */
  private volume(args: GatewayArgs): docker.Volume {
    const opts: pulumi.CustomResourceOptions = { parent: this, ...args.on.childOptions };
    const childArgs = transformed(args.transforms?.volume, {}, opts);
    return withoutStacks(() => new docker.Volume(`${this.name}-routes`, childArgs, opts));
  }

  private container(args: GatewayArgs, image: Image, volume: docker.Volume): docker.Container {
    const opts: pulumi.CustomResourceOptions = { parent: this, ...args.on.childOptions };
    const childArgs = transformed(
      args.transforms?.container,
      gatewayContainer(args, image.ref, volume.name),
      opts,
    );
    return withoutStacks(() => new docker.Container(`${this.name}-proxy`, childArgs, opts));
  }
}

/** An address that a client on the host can use. */
function reachable(address: string): string {
  if (address === "0.0.0.0") return "127.0.0.1";
  if (address === "::") return "[::1]";
  return address.includes(":") ? `[${address}]` : address;
}
