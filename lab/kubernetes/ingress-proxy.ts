import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { takeUpGateways } from "./gateway-routes";
import type { LabCluster } from "./lab-cluster";

/** Long for a controller, which is told at once; what it serves must bear that. */
const LOOK_EVERY_MS = 250;

interface Ingress {
  metadata: { name: string; namespace: string };
  spec: {
    rules?: {
      host?: string;
      http?: { paths: { path: string; backend: { service: { name: string } } }[] };
    }[];
  };
  status?: { loadBalancer?: { ingress?: unknown[] } };
}

interface EndpointSlice {
  metadata: { namespace: string; labels: Record<string, string> };
  endpoints?: { addresses: string[]; conditions?: { ready?: boolean } }[];
  ports?: { port: number }[];
}

interface Route {
  host?: string | undefined;
  path: string;
  stripPrefix?: boolean;
  /** Sends to HTTPS instead. */
  redirects?: boolean;
  /** `10.0.0.1:8080` of each pod that is ready. */
  pods: string[];
}

/**
 * What a cluster's ingress controller does, in this process: serves its Ingresses, and Gateways of the class `lab` with
 * their HTTPRoutes, on a port of 127.0.0.1, each request by one of the pods that are ready, and tells the address in
 * their status.
 */
export class IngressProxy {
  private routes: Route[] = [];
  private turn = 0;
  private stopped = false;
  private looking: Promise<void> | undefined;
  private readonly agent = new Agent({ keepAlive: false });
  private readonly server = createServer((asked, answer) => this.serve(asked, answer));

  private constructor(private readonly cluster: LabCluster) {}

  static async start(cluster: LabCluster): Promise<IngressProxy> {
    const proxy = new IngressProxy(cluster);
    await new Promise<void>((resolve) => proxy.server.listen(0, "127.0.0.1", resolve));
    proxy.looking = proxy.look();
    return proxy;
  }

  /** Where it answers, such as `http://127.0.0.1:40001`. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.looking;
    this.server.closeAllConnections();
    this.server.close();
  }

  private async look(): Promise<void> {
    while (!this.stopped) {
      // The API server may be down: what is known is served on, as controllers do.
      await this.learn().catch(() => undefined);
      await sleep(LOOK_EVERY_MS);
    }
  }

  private async learn(): Promise<void> {
    const list = async <T>(path: string) =>
      (await this.cluster.get<{ items: T[] }>(path))?.items ?? [];
    const slices = await list<EndpointSlice>("/apis/discovery.k8s.io/v1/endpointslices");
    const ingresses = await list<Ingress>("/apis/networking.k8s.io/v1/ingresses");
    const gatewayRoutes = await takeUpGateways(this.cluster);
    this.routes = [
      ...ingresses.flatMap((each) => routesOf(each, slices)),
      ...gatewayRoutes.map(({ namespace, service, ...route }) => ({
        ...route,
        redirects: service === undefined,
        pods: service === undefined ? [] : podsBehind(namespace, service, slices),
      })),
    ].sort(byPrecedence);
    for (const { metadata, status } of ingresses)
      if ((status?.loadBalancer?.ingress ?? []).length === 0) {
        const path = `/apis/networking.k8s.io/v1/namespaces/${metadata.namespace}/ingresses/${metadata.name}/status`;
        await this.cluster.patch(path, {
          status: { loadBalancer: { ingress: [{ ip: "127.0.0.1" }] } },
        });
      }
  }

  private serve(incoming: IncomingMessage, answer: ServerResponse): void {
    const { url = "/", headers, method } = incoming;
    const host = (headers.host ?? "").replace(/:\d+$/, "");
    const found = this.routes.find(
      (route) => (route.host === undefined || route.host === host) && covers(route.path, url),
    );
    if (found?.redirects === true) {
      answer.writeHead(301, { location: `https://${host}${url}` }).end();
      return;
    }
    const pod = found?.pods[this.turn++ % (found.pods.length || 1)];
    if (pod === undefined) {
      answer.writeHead(503).end("no pod is ready\n");
      return;
    }
    const asked = found?.stripPrefix === true ? withoutPrefix(found.path, url) : url;
    const onward = request(`http://${pod}${asked}`, { method, headers, agent: this.agent });
    onward.on("response", (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    onward.on("error", ({ message }) => {
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(502).end(`${message}\n`);
    });
    incoming.pipe(onward);
  }
}

function routesOf({ metadata, spec }: Ingress, slices: readonly EndpointSlice[]): Route[] {
  return (spec.rules ?? []).flatMap(({ host, http }) =>
    (http?.paths ?? []).map(({ path, backend }) => ({
      host,
      path,
      pods: podsBehind(metadata.namespace, backend.service.name, slices),
    })),
  );
}

/** Those that are ready. */
function podsBehind(namespace: string, service: string, slices: readonly EndpointSlice[]) {
  return slices
    .filter(
      ({ metadata }) =>
        metadata.namespace === namespace &&
        metadata.labels["kubernetes.io/service-name"] === service,
    )
    .flatMap(podsOf);
}

function podsOf({ endpoints, ports }: EndpointSlice): string[] {
  return (endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready === true)
    .flatMap(({ addresses }) => addresses.map((address) => `${address}:${ports?.[0]?.port}`));
}

/** What is for one host goes first, then the longer path. */
function byPrecedence(a: Route, b: Route): number {
  const named = Number(b.host !== undefined) - Number(a.host !== undefined);
  return named !== 0 ? named : b.path.length - a.path.length;
}

/** `/x` of `/api/x`. */
function withoutPrefix(prefix: string, url: string): string {
  return url.slice(prefix.replace(/\/$/, "").length).replace(/^(?=[^/]|$)/, "/");
}

/** `/api` covers `/api` and `/api/x`, but not `/apix`. */
function covers(prefix: string, url: string): boolean {
  const path = url.split("?")[0]!;
  const whole = prefix.replace(/\/$/, "");
  return path === whole || path.startsWith(`${whole}/`);
}
