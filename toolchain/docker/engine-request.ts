import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import { join } from "node:path";
import { Duplex, type Readable } from "node:stream";
import type { DockerEndpoint } from "./endpoint";

export interface EngineRequest {
  method?: "GET" | "POST" | "DELETE";
  path: string;
  /** Streamed as the request's body. */
  body?: Readable;
  /** The request fails when the engine has said nothing for so long. Defaults to no limit. */
  silenceMs?: number;
}

/** A connection through `ssh host docker system dial-stdio`, as the docker command makes it. */
function sshConnection(host: string): Duplex {
  const url = new URL(host);
  const args = ["-o", "BatchMode=yes", "-o", "ConnectTimeout=5", "-T"];
  if (url.port !== "") args.push("-p", url.port);
  args.push("--", url.username === "" ? url.hostname : `${url.username}@${url.hostname}`);
  const child = spawn("ssh", [...args, "docker", "system", "dial-stdio"], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const connection = Duplex.from({ readable: child.stdout, writable: child.stdin });
  child.once("error", (error) => connection.destroy(error));
  connection.once("close", () => child.kill());
  return connection;
}

function options(endpoint: DockerEndpoint): http.RequestOptions | https.RequestOptions {
  const { host } = endpoint;
  if (host.startsWith("unix://")) return { socketPath: host.slice("unix://".length) };
  if (host.startsWith("ssh://")) return { createConnection: () => sshConnection(host) };
  const url = new URL(host.replace(/^tcp:/, "http:"));
  const pem = (name: string) => {
    const file = join(endpoint.certPath ?? "", name);
    return endpoint.certPath !== undefined && existsSync(file) ? readFileSync(file) : undefined;
  };
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? (endpoint.certPath === undefined ? 2375 : 2376) : Number(url.port),
    ca: pem("ca.pem"),
    cert: pem("cert.pem"),
    key: pem("key.pem"),
    rejectUnauthorized: endpoint.tlsVerify ?? true,
  };
}

/** One request to the Docker Engine API, without the plugin's client: set-up comes before it. */
export function engineRequest(
  endpoint: DockerEndpoint,
  request: EngineRequest,
): Promise<http.IncomingMessage> {
  const { request: send } = endpoint.certPath === undefined ? http : https;
  return new Promise((resolve, reject) => {
    const outgoing = send(
      {
        ...options(endpoint),
        method: request.method ?? "GET",
        path: request.path,
        agent: false,
        headers: { Host: "docker" },
      },
      (response) => {
        if (request.silenceMs !== undefined) response.setTimeout(request.silenceMs);
        response.once("timeout", () => response.destroy(silent(request)));
        resolve(response);
      },
    );
    if (request.silenceMs !== undefined) outgoing.setTimeout(request.silenceMs);
    outgoing.once("timeout", () => outgoing.destroy(silent(request)));
    outgoing.once("error", reject);
    if (request.body === undefined) outgoing.end();
    else {
      request.body.once("error", (error) => outgoing.destroy(error));
      request.body.pipe(outgoing);
    }
  });
}

function silent(request: EngineRequest): NodeJS.ErrnoException {
  return Object.assign(new Error(`no answer within ${request.silenceMs} ms`), {
    code: "ETIMEDOUT",
  });
}

/** The whole body as text. */
export async function bodyText(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
