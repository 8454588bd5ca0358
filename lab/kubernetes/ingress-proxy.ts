import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

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
  host?: string;
  path: string;
  /** `10.0.0.1:8080` of each pod that is ready. */
  pods: string[];
}

/**
 * What a cluster's ingress controller does, in this process: serves its Ingresses on a port of 127.0.0.1, each request by
 * one of the pods that are ready, and tells the address in their status.
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
    this.routes = ingresses
      .flatMap((each) => routesOf(each, slices))
      .sort((a, b) => b.path.length - a.path.length);
    for (const { metadata, status } of ingresses)
      if ((status?.loadBalancer?.ingress ?? []).length === 0) {
        const path = `/apis/networking.k8s.io/v1/namespaces/${metadata.namespace}/ingresses/${metadata.name}/status`;
        await this.cluster.patch(path, {
          status: { loadBalancer: { ingress: [{ ip: "127.0.0.1" }] } },
        });
      }
  }

  private serve(asked: IncomingMessage, answer: ServerResponse): void {
    const { url = "/", headers, method } = asked;
    const host = (headers.host ?? "").replace(/:\d+$/, "");
    const found = this.routes.find(
      (route) => (route.host === undefined || route.host === host) && covers(route.path, url),
    );
    const pod = found?.pods[this.turn++ % (found.pods.length || 1)];
    if (pod === undefined) {
      answer.writeHead(503).end("no pod is ready\n");
      return;
    }
    const onward = request(`http://${pod}${url}`, { method, headers, agent: this.agent });
    onward.on("response", (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    onward.on("error", ({ message }) => {
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(502).end(`${message}\n`);
    });
    asked.pipe(onward);
  }
}

function routesOf({ metadata, spec }: Ingress, slices: readonly EndpointSlice[]): Route[] {
  return (spec.rules ?? []).flatMap(({ host, http }) =>
    (http?.paths ?? []).map(({ path, backend }) => ({
      host,
      path,
      pods: slices
        .filter(
          (slice) =>
            slice.metadata.namespace === metadata.namespace &&
            slice.metadata.labels["kubernetes.io/service-name"] === backend.service.name,
        )
        .flatMap(podsOf),
    })),
  );
}

function podsOf({ endpoints, ports }: EndpointSlice): string[] {
  return (endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready === true)
    .flatMap(({ addresses }) => addresses.map((address) => `${address}:${ports?.[0]?.port}`));
}

/** `/api` covers `/api` and `/api/x`, but not `/apix`. */
function covers(prefix: string, url: string): boolean {
  const path = url.split("?")[0]!;
  const whole = prefix.replace(/\/$/, "");
  return path === whole || path.startsWith(`${whole}/`);
}
