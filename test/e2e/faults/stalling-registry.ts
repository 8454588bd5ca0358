import { createServer, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Hands a registry on to another address, and keeps back the content of images for as long as it is told to. */
export class StallingRegistry {
  private stalls = false;
  private readonly held: ServerResponse[] = [];

  private constructor(
    private readonly server: Server,
    /** Host and port, as image names begin with them. */
    readonly host: string,
  ) {}

  /** @param registry host and port of the one that answers. */
  static async start(address: string, registry: string): Promise<StallingRegistry> {
    const [hostname, port] = registry.split(":");
    const server = createServer((asked, answer) => {
      const path = asked.url ?? "/";
      const onward = request(
        { hostname, port, path, method: asked.method, headers: asked.headers },
        (found) => {
          answer.writeHead(found.statusCode ?? 502, found.headers);
          if (!stalling.stalls || !path.includes("/blobs/")) return void found.pipe(answer);
          stalling.held.push(answer);
          found.destroy(); // the head is sent, and nothing follows
          answer.flushHeaders();
        },
      );
      onward.on("error", () => answer.destroy());
      asked.pipe(onward);
    });
    await new Promise<void>((resolve) => server.listen(0, address, resolve));
    const stalling = new StallingRegistry(
      server,
      `${address}:${(server.address() as AddressInfo).port}`,
    );
    return stalling;
  }

  /** True while somebody waits for content. */
  get keepsBack(): boolean {
    return this.held.length > 0;
  }

  stall(): void {
    this.stalls = true;
  }

  /** Who has waited in vain has to ask again: the engine shares one download among all who want it. */
  resume(): void {
    this.stalls = false;
    for (const answer of this.held.splice(0)) answer.destroy();
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
