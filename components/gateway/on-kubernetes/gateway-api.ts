import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import * as pulumi from "@pulumi/pulumi";
import { listenerName, listenersOf, type Certificate } from "../../../model/gateway-listeners";
import { checkObjects } from "../../../plugins/slipway/sdk/check-objects";
import { mapInput } from "../../inputs";
import { refusal, refuse } from "../../mistakes";
import { withoutStacks } from "../../quiet-stacks";
import { transformed } from "../../transform";
import { labelsOf } from "../../workloads/on-kubernetes/meta";
import { present } from "../../workloads/present";
import type { GatewayArgs, GatewayRouteArgs } from "../gateway";
import { backendOf, NOT_ON_CLUSTERS } from "./backend";
import { urlAt, type ClusterGateway, type GatewayTarget } from "./cluster-gateway";
import { openPods } from "./open-pods";

const API = "gateway.networking.k8s.io/v1";

/** What the plugin waits for: that the controller serves it. */
const PROGRAMMED = { "pulumi.com/waitFor": "condition=Programmed" };
const ACCEPTED = {
  "pulumi.com/waitFor":
    'jsonpath={.status.parents[0].conditions[?(@.type=="Accepted")].status}=True',
};

/** A gateway by the Gateway API: a Gateway for all, and HTTPRoutes. */
export class GatewayApi implements ClusterGateway {
  private readonly gateway: CustomResource;
  private readonly routes: CustomResource[] = [];
  private readonly certificates: pulumi.Input<Certificate>[] = [];
  private readonly supported: Promise<pulumi.Resource[]>;
  /** All routes are known then. */
  private closed = false;

  constructor(
    private readonly target: GatewayTarget,
    private readonly component: pulumi.ComponentResource,
    name: string,
    private readonly args: GatewayArgs,
    opts: pulumi.ComponentResourceOptions | undefined,
  ) {
    // What it depends on may bring the Gateway API along.
    this.supported = opts?.dependsOn === undefined ? this.checkSupport() : Promise.resolve([]);
    this.gateway = this.createGateway(name);
  }

  get nodes() {
    return { ingresses: [], gateway: this.gateway, httpRoutes: this.routes };
  }

  get url(): pulumi.Output<string> {
    const { status } = this.gateway as unknown as { status: pulumi.Output<GatewayStatus> };
    return status.apply((known) => urlAt(known?.addresses?.[0]?.value));
  }

  route(name: string, args: GatewayRouteArgs, opts?: pulumi.CustomResourceOptions) {
    const { provider } = this.target;
    const { service, port } = backendOf(args, provider, NOT_ON_CLUSTERS, this.component);
    const { host, path, stripPrefix, tlsSecret } = args;
    if (tlsSecret !== undefined) this.addCertificate(host, tlsSecret);
    openPods(name, this.args, args.to.name, port, this.childOpts());

    const matches = [{ path: { type: "PathPrefix", value: path ?? "/" } }];
    const backendRefs = [{ name: service, port }];
    const filters = mapInput(stripPrefix, (strip) => (strip ? [WITHOUT_PREFIX] : []));
    const listener = tlsSecret === undefined ? listenerName("http") : mapInput(host, httpsListener);
    const rule = present({ matches, filters, backendRefs });
    const route = this.createRoute(name, args, listener ?? httpsListener(), rule, opts);
    if (tlsSecret !== undefined)
      this.createRoute(
        `${name}-redirect`,
        args,
        listenerName("http"),
        { matches, filters: [TO_HTTPS] },
        opts,
      );
    return route;
  }

  private createGateway(name: string): CustomResource {
    const childOpts = this.childOpts();
    // Routes come after it in the program, with their certificates.
    const listeners = pulumi.output(this.allCertificates()).apply((all) => this.listeners(all));
    const made = transformed(
      this.args.transforms?.gateway,
      {
        apiVersion: API,
        kind: "Gateway",
        metadata: { name, annotations: PROGRAMMED },
        spec: { gatewayClassName: this.args.gatewayClass, listeners },
      },
      childOpts,
    );
    // The SDK's class for any kind gives out what it was given alone.
    const withStatus = { ...made, status: undefined };
    return withoutStacks(() => new CustomResource(name, withStatus, childOpts));
  }

  private async allCertificates(): Promise<pulumi.Output<Certificate[]>> {
    await endOfTurn();
    this.closed = true;
    return pulumi.all(this.certificates);
  }

  private listeners(certificates: readonly Certificate[]) {
    const { listeners, mistakes } = listenersOf(certificates);
    refuse(mistakes, this.component);
    return listeners;
  }

  private createRoute(
    name: string,
    { to, host }: GatewayRouteArgs,
    sectionName: pulumi.Input<string>,
    rule: pulumi.Inputs,
    opts: pulumi.CustomResourceOptions | undefined,
  ): CustomResource {
    const routeOpts = pulumi.mergeOptions(this.childOpts(), opts);
    const made = transformed(
      this.args.transforms?.httpRoute,
      {
        apiVersion: API,
        kind: "HTTPRoute",
        metadata: { name, labels: labelsOf(to.name), annotations: ACCEPTED },
        spec: present({
          parentRefs: [{ name: this.gateway.metadata.name, sectionName }],
          hostnames: host === undefined ? undefined : [host],
          rules: [rule],
        }),
      },
      routeOpts,
    );
    const route = withoutStacks(() => new CustomResource(name, made, routeOpts));
    this.routes.push(route);
    return route;
  }

  private addCertificate(host: pulumi.Input<string> | undefined, secret: pulumi.Input<string>) {
    if (this.closed)
      refuse(
        [
          {
            path: "tlsSecret",
            problem:
              "comes too late, as the gateway has its certificates already: make the gateway after what the program waits for (await)",
          },
        ],
        this.component,
      );
    this.certificates.push(pulumi.all([host, secret]).apply(([h, s]) => ({ host: h, secret: s })));
  }

  private childOpts(): pulumi.CustomResourceOptions {
    const { provider } = this.target;
    return { parent: this.component, provider, dependsOn: this.supported };
  }

  /** Rejects where the cluster has no Gateway API, before anything is made; what doesn't answer fails by itself. */
  private async checkSupport(): Promise<pulumi.Resource[]> {
    const objects = ["Gateway", "HTTPRoute"].map((kind) => ({ apiVersion: API, kind }));
    const told = await checkObjects({ ...this.target.connection, objects }, this.component);
    if (told !== undefined && told.unchecked.length > 0)
      throw refusal(
        `gatewayClass: the cluster has no Gateway API (${API}): install it there, with a controller for it, or leave gatewayClass out, for Ingresses`,
        this.component,
      );
    return [];
  }
}

interface GatewayStatus {
  addresses?: { value?: string }[];
}

const WITHOUT_PREFIX = {
  type: "URLRewrite",
  urlRewrite: { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/" } },
};
const TO_HTTPS = {
  type: "RequestRedirect",
  requestRedirect: { scheme: "https", statusCode: 301 },
};

function httpsListener(host?: string): string {
  return listenerName("https", host);
}

/** When the part of the program has run that is under way now. */
function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
