import { Agent, request as httpRequest } from "node:http";

/** An answer of the Docker engine that is not a success. */
export class EngineError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = "EngineError";
  }
}

/** The socket of the engine that the bench uses: `DOCKER_HOST` where set, else the default one. */
export function engineSocket(dockerHost = process.env.DOCKER_HOST): string {
  if (dockerHost === undefined || dockerHost === "") return "/var/run/docker.sock";
  if (dockerHost.startsWith("unix://")) return dockerHost.slice("unix://".length);
  throw new Error(
    `DOCKER_HOST: the bench needs a local engine (unix://…), got ${dockerHost}; unset it or name a socket.`,
  );
}

/** The Docker Engine API without a library between: JSON over HTTP on a unix socket. */
export class EngineApi {
  private readonly agent: Agent;

  /** At most `inFlight` requests at a time; the others wait. */
  constructor(
    private readonly socketPath = engineSocket(),
    inFlight = 10,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  }

  /** Sends JSON (or a tar archive, if `body` is a Buffer) and returns the parsed answer. */
  request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const isTar = Buffer.isBuffer(body);
    const payload = body === undefined ? undefined : isTar ? body : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const request = httpRequest({
        socketPath: this.socketPath,
        agent: this.agent,
        method,
        path,
        headers:
          payload === undefined
            ? { "Content-Length": 0 }
            : {
                "Content-Type": isTar ? "application/x-tar" : "application/json",
                "Content-Length": Buffer.byteLength(payload),
              },
      });
      request.once("error", reject);
      request.once("response", (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (text += chunk));
        response.once("error", reject);
        response.once("end", () => {
          const status = response.statusCode ?? 0;
          if (status >= 400) {
            reject(new EngineError(status, `${method} ${path}: ${status} ${text.trim()}`));
            return;
          }
          const isJson = response.headers["content-type"]?.includes("json") === true;
          // A build answers with a stream of JSON lines; its reader parses those itself.
          resolve((isJson && !isTar && text !== "" ? JSON.parse(text) : text) as T);
        });
      });
      request.end(payload);
    });
  }

  list<T>(kind: "containers" | "volumes" | "networks", filters: Record<string, string[]>) {
    const query = `filters=${encodeURIComponent(JSON.stringify(filters))}`;
    if (kind === "containers") return this.request<T>("GET", `/containers/json?all=1&${query}`);
    return this.request<T>("GET", `/${kind}?${query}`);
  }

  close(): void {
    this.agent.destroy();
  }
}
