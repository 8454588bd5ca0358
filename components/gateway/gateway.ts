import * as docker from "@pulumi/docker";
import type {
  CustomResource,
  CustomResourceArgs,
} from "@pulumi/kubernetes/apiextensions/customResource";
import type { Ingress, IngressArgs } from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import * as path from "node:path";

import { show, type Mistake } from "../../model/mistakes";
import { BalancerMember } from "../../plugins/slipway/sdk/balancer-member";
import { Route } from "../../plugins/slipway/sdk/route";
import { describeRouteClash, type RouteAddress } from "../../model/route-address";
import { DockerHost } from "../hosts/docker-host";
import { Image } from "../images/image";
import { isDeferred } from "../inputs";
import type { KubernetesCluster } from "../kubernetes/kubernetes-cluster";
import { refusal, refuse } from "../mistakes";
import { withoutStacks } from "../quiet-stacks";
import { transformed, type Transform } from "../transform";
import type { Workload } from "../workloads/workload";
import type { BalancerChecks } from "./balancer-checks";
import { gatewayContainer } from "./gateway-container";
import type { ClusterGateway, ClusterGatewayMaker } from "./on-kubernetes/cluster-gateway";
import { routeArgs } from "./route-args";

export interface GatewayArgs {
  /**
   * Host that it runs on, or a Kubernetes cluster: there the cluster's own controller is the proxy, and each route is an
   * Ingress, or an HTTPRoute of the Gateway API. A change moves it there.
   */
  on: DockerHost | KubernetesCluster;
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
  /** The private networks whose workloads it reaches. At least one on a host, none on a cluster. Joined and left in place. */
  networks?: (docker.Network | pulumi.Input<string>)[];
  /** Image to use instead of the one that this component builds. Must hold its `gateway` command. */
  image?: Image;
  /** On a cluster: class of the controller that serves its routes. Defaults to the cluster's own. Updates in place. */
  ingressClass?: pulumi.Input<string>;
  /**
   * On a cluster: GatewayClass of the controller that serves its routes by the Gateway API, which has to be there: a Gateway,
   * and an HTTPRoute for each route. Plain. Defaults to Ingresses; a change between the two replaces all routes, one of
   * the class updates in place.
   */
  gatewayClass?: string;
  /**
   * On a cluster: namespace of that controller, the only other one that is let in to the workloads. Defaults to all
   * namespaces. Updates in place.
   */
  controllerNamespace?: pulumi.Input<string>;
  /** The last word on the children. */
  transforms?: {
    image?: Transform<docker.ImageArgs>;
    volume?: Transform<docker.VolumeArgs>;
    container?: Transform<docker.ContainerArgs>;
    ingress?: Transform<IngressArgs>;
    gateway?: Transform<CustomResourceArgs>;
    httpRoute?: Transform<CustomResourceArgs>;
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
   * How many replicas its name may stand for at a time, 1 to 1000, for a workload in a swarm, whose replicas are found by
   * DNS. Defaults to 32.
   */
  upTo?: pulumi.Input<number>;
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
  /**
   * On a cluster: name of the Secret with the certificate and key for `host` (`kubernetes.io/tls`). Defaults to HTTP alone;
   * by the Gateway API, plain HTTP is then redirected to HTTPS. Updates in place.
   */
  tlsSecret?: pulumi.Input<string>;
}

/** The resources beneath a gateway. */
export interface GatewayNodes {
  /** On a host. */
  readonly proxy?: GatewayProxy;
  /** On a host. */
  readonly routes: readonly Route[];
  /** On a cluster. */
  readonly ingresses: readonly Ingress[];
  /** On a cluster, by the Gateway API. */
  readonly gateway?: CustomResource;
  /** On a cluster, by the Gateway API: one for each route, and one more that redirects to HTTPS. */
  readonly httpRoutes: readonly CustomResource[];
  /** On a host. */
  readonly members: readonly BalancerMember[];
}

export interface GatewayProxy {
  readonly image: Image;
  readonly volume: docker.Volume;
  readonly container: docker.Container;
}

/** A cluster, which brings along how gateways are made on it: a program without one loads nothing of it. */
export interface BringsGateways {
  readonly gateways: ClusterGatewayMaker;
}

/**
 * The way in: one proxy (HAProxy) that publishes a port and routes requests by host name and path to workloads over
 * their private networks. Adding, changing and removing a route never drops a request. On a Kubernetes cluster the
 * cluster's own proxy does that.
 */
export class Gateway extends pulumi.ComponentResource {
  /** The resources beneath. */
  readonly nodes: GatewayNodes;
  private readonly name: string;
  private readonly args: GatewayArgs;
  private readonly routes: Route[] = [];
  private readonly onCluster: ClusterGateway | undefined;
  private readonly members: BalancerMember[] = [];
  private readonly addresses: RouteAddress[] = [];

  constructor(name: string, args: GatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:gateway:Gateway", name, args, opts);
    this.name = name;
    this.args = args;
    refuse(gatewayMistakes(args), this);
    const { on } = args;
    const { routes, members } = this;
    if (on instanceof DockerHost) {
      const proxy = this.proxy(on, args);
      this.nodes = { proxy, routes, members, ingresses: [], httpRoutes: [] };
    } else {
      this.onCluster = (on as BringsGateways).gateways(this, name, args, opts);
      this.nodes = { routes, members, ...this.onCluster.nodes };
    }
    this.registerOutputs(this.nodes.proxy === undefined ? {} : { url: this.url });
  }

  /**
   * Where it answers, such as `http://127.0.0.1:8080`. Resolves once it runs; on a cluster, once its first route is
   * served.
   */
  get url(): pulumi.Output<string> {
    const { proxy } = this.nodes;
    if (proxy !== undefined) {
      const port = proxy.container.ports.apply((ports) => ports?.[0]?.external);
      const bind = pulumi.output(this.args.bind ?? "127.0.0.1");
      return pulumi
        .all([bind, port])
        .apply(([address, number]) => `http://${reachable(address)}:${number}`);
    }
    const url = this.onCluster?.url;
    if (url === undefined)
      refuse(
        [{ path: "url", problem: "a gateway on a cluster has one once it has a route" }],
        this,
      );
    return url!;
  }

  /** Sends requests to a workload, from when its replicas are ready until the route is removed. */
  route(
    name: string,
    args: GatewayRouteArgs,
    opts?: pulumi.CustomResourceOptions,
  ): pulumi.CustomResource {
    if ((args.to as Partial<Workload> | undefined)?.nodes === undefined)
      refuse([{ path: "to", problem: `expected a Workload, got ${show(args.to)}` }], this);
    const address = { name, host: args.host, path: args.path };
    const clash = describeRouteClash(address, this.addresses);
    if (clash !== undefined) refuse([{ path: `route "${name}"`, problem: clash }], this);
    this.addresses.push(address);

    const child = `${this.name}-${name}`;
    const { on } = this.args;
    const { proxy } = this.nodes;
    if (!(on instanceof DockerHost) || proxy === undefined)
      return this.onCluster!.route(child, args, opts);
    const dockerArgs = routeArgs(args, proxy.container.name, on, this);
    const { deletedWith } = on.childOptions;
    const gone = deletedWith === undefined ? {} : { deletedWith };
    const dockerOpts = pulumi.mergeOptions(
      { parent: this, dependsOn: [proxy.container], ...gone },
      opts,
    );
    const route = withoutStacks(() => new Route(child, dockerArgs, dockerOpts));
    this.routes.push(route);
    return route;
  }

  /**
   * Says that it is behind a load balancer, which looks at the path of a route: to be called after its routes. What depends on
   * it waits until the balancer sends here; before it goes, the balancer is made to send elsewhere, and what is under way ends.
   */
  behind(
    name: string,
    { path, joinSeconds, leaveSeconds, balancer }: BalancerChecks,
    opts?: pulumi.CustomResourceOptions,
  ): BalancerMember {
    const { on } = this.args;
    const { proxy } = this.nodes;
    if (!(on instanceof DockerHost) || proxy === undefined)
      throw refusal("behind: is for a gateway on a Docker host; a cluster has its own", this);
    const memberOpts = pulumi.mergeOptions(
      // With the balancer, nobody is left who would have to be told.
      { parent: this, dependsOn: [balancer, ...this.routes], deletedWith: balancer },
      opts,
    );
    const { connection } = on;
    const member = new BalancerMember(
      `${this.name}-${name}`,
      {
        ...(connection !== undefined && { connection }),
        gateway: proxy.container.name,
        path,
        joinSeconds,
        leaveSeconds,
      },
      memberOpts,
    );
    this.members.push(member);
    return member;
  }

  private proxy(on: DockerHost, args: GatewayArgs): GatewayProxy {
    const { name } = this;
    const image =
      args.image ??
      new Image(
        `${name}-image`,
        {
          on,
          build: { context: path.join(__dirname, "image") },
          repository: "slipway/gateway",
          ...(args.transforms?.image && { transforms: { image: args.transforms.image } }),
        },
        { parent: this },
      );
    const volume = this.volume(on, args);
    return { image, volume, container: this.container(on, args, image, volume) };
  }

  /** Holds the routes, so that a proxy that is replaced or restarted begins with all of them. */
  private volume(on: DockerHost, args: GatewayArgs): docker.Volume {
    const opts: pulumi.CustomResourceOptions = { parent: this, ...on.childOptions };
    const childArgs = transformed(args.transforms?.volume, {}, opts);
    return withoutStacks(() => new docker.Volume(`${this.name}-routes`, childArgs, opts));
  }

  private container(
    on: DockerHost,
    args: GatewayArgs,
    image: Image,
    volume: docker.Volume,
  ): docker.Container {
    const opts: pulumi.CustomResourceOptions = { parent: this, ...on.childOptions };
    const childArgs = transformed(
      args.transforms?.container,
      gatewayContainer(args, image.ref, volume.name),
      opts,
    );
    return withoutStacks(() => new docker.Container(`${this.name}-proxy`, childArgs, opts));
  }
}

function gatewayMistakes(args: GatewayArgs): Mistake[] {
  const { on } = args;
  const given = (keys: readonly (keyof GatewayArgs)[]) =>
    keys.filter((key) => args[key] !== undefined);
  if (on instanceof DockerHost) {
    const foreign = given(["ingressClass", "gatewayClass", "controllerNamespace"]).map((path) => ({
      path,
      problem: "is for a gateway on a Kubernetes cluster; leave it out",
    }));
    if ((args.networks ?? []).length > 0) return foreign;
    return [{ path: "networks", problem: "expected at least one network, got none" }, ...foreign];
  }
  if ((on as Partial<BringsGateways> | undefined)?.gateways === undefined)
    return [
      { path: "on", problem: `expected a DockerHost or a KubernetesCluster, got ${show(on)}` },
    ];
  const mistakes = given(["port", "bind", "networks", "image"]).map((path): Mistake => ({
    path,
    problem: "is for a gateway on a Docker host; leave it out: the cluster has its own proxy",
  }));
  const gatewayClass: unknown = args.gatewayClass;
  if (isDeferred(gatewayClass))
    mistakes.push({
      path: "gatewayClass",
      problem: "expected a plain text, got an output: it decides which resources there are",
    });
  else if (gatewayClass !== undefined && (typeof gatewayClass !== "string" || gatewayClass === ""))
    mistakes.push({
      path: "gatewayClass",
      problem: `expected the name of a GatewayClass, got ${show(gatewayClass)}`,
    });
  if (gatewayClass !== undefined && args.ingressClass !== undefined)
    mistakes.push({
      path: "ingressClass",
      problem: "is for Ingresses, and gatewayClass for the Gateway API; give one of them",
    });
  return mistakes;
}

/** An address that a client on the host can use. */
function reachable(address: string): string {
  if (address === "0.0.0.0") return "127.0.0.1";
  if (address === "::") return "[::1]";
  return address.includes(":") ? `[${address}]` : address;
}
