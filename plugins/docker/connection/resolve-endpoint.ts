import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Endpoint } from "./endpoint";

/** What the provider's configuration says about the connection. */
export interface ConnectionConfig {
  host?: string;
  context?: string;
  certPath?: string;
  caMaterial?: string;
  certMaterial?: string;
  keyMaterial?: string;
}

/** A connection that can't be made as it is configured; the message is for the user. */
export class EndpointError extends Error {
  override readonly name = "EndpointError";
}

/**
 * Which engine to talk to: the provider's `context`, its `host`, `DOCKER_HOST`, `DOCKER_CONTEXT`, the docker
 * CLI's current context, the default socket; the first that is there.
 */
export function resolveEndpoint(
  config: ConnectionConfig,
  env: NodeJS.ProcessEnv = process.env,
): Endpoint {
  if (config.context) return contextEndpoint(config.context, env);
  if (config.host) return parseHost(config.host, tlsOf(config, env));
  if (env["DOCKER_HOST"]) return parseHost(env["DOCKER_HOST"], tlsOf(config, env));
  const context = env["DOCKER_CONTEXT"] ?? currentContext(env);
  if (context && context !== "default") return contextEndpoint(context, env);
  return { kind: "unix", socketPath: defaultSocket(env) };
}

type Tls = { ca?: string; cert?: string; key?: string };

/** Parses what `DOCKER_HOST` takes. Throws {@link EndpointError} for what can't be used. */
export function parseHost(host: string, tls?: Tls): Endpoint {
  if (host.startsWith("unix://")) {
    const socketPath = host.slice("unix://".length);
    if (socketPath.startsWith("/")) return { kind: "unix", socketPath };
    throw new EndpointError(
      `"${host}" is not a Docker host: expected unix:// and the absolute path of a socket`,
    );
  }
  if (host.startsWith("ssh://"))
    throw new EndpointError(
      `"${host}": ssh connections are not supported yet; forward the socket (\`ssh -L /tmp/docker.sock:/var/run/docker.sock …\`) and use unix:///tmp/docker.sock, or use the official docker plugin`,
    );
  const scheme = /^([a-z]+):\/\//i.exec(host)?.[1]?.toLowerCase();
  if (scheme !== "tcp" && scheme !== "http" && scheme !== "https")
    throw new EndpointError(
      `"${host}" is not a Docker host: expected unix:///path, tcp://host:port or https://host:port`,
    );
  let url: URL;
  try {
    url = new URL(host.replace(/^[a-z]+:/i, "http:"));
  } catch {
    throw new EndpointError(`"${host}" is not a Docker host: expected ${scheme}://host:port`);
  }
  if (url.hostname === "" || (url.pathname !== "" && url.pathname !== "/"))
    throw new EndpointError(`"${host}" is not a Docker host: expected ${scheme}://host:port`);
  const secure = tls ?? (scheme === "https" ? {} : undefined);
  return {
    kind: "tcp",
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? (/:80$/.test(host) ? 80 : secure ? 2376 : 2375) : Number(url.port),
    ...(secure ? { tls: secure } : {}),
  };
}

function tlsOf(config: ConnectionConfig, env: NodeJS.ProcessEnv): Tls | undefined {
  const { caMaterial, certMaterial, keyMaterial } = config;
  if (caMaterial || certMaterial || keyMaterial)
    return {
      ...(caMaterial ? { ca: caMaterial } : {}),
      ...(certMaterial ? { cert: certMaterial } : {}),
      ...(keyMaterial ? { key: keyMaterial } : {}),
    };
  const verify = env["DOCKER_TLS_VERIFY"] !== undefined && env["DOCKER_TLS_VERIFY"] !== "";
  const path =
    config.certPath ?? env["DOCKER_CERT_PATH"] ?? (verify ? dockerFolder(env) : undefined);
  return path === undefined || path === "" ? undefined : tlsFolder(path);
}

function tlsFolder(path: string): Tls {
  const folder = path.replace(/^~(?=\/|$)/, homedir());
  const tls: Tls = {};
  for (const part of ["ca", "cert", "key"] as const) {
    const file = join(folder, `${part}.pem`);
    try {
      tls[part] = readFileSync(file, "utf8");
    } catch (cause) {
      throw new EndpointError(
        `the TLS file ${file} can't be read (${(cause as NodeJS.ErrnoException).code ?? "error"}): correct \`certPath\``,
        { cause },
      );
    }
  }
  return tls;
}

function dockerFolder(env: NodeJS.ProcessEnv): string {
  const configured = env["DOCKER_CONFIG"];
  if (!configured) return join(homedir(), ".docker");
  return configured.endsWith(".json") ? join(configured, "..") : configured;
}

function currentContext(env: NodeJS.ProcessEnv): string | undefined {
  try {
    const config = JSON.parse(readFileSync(join(dockerFolder(env), "config.json"), "utf8")) as {
      currentContext?: string;
    };
    return config.currentContext;
  } catch {
    return undefined; // no docker CLI was ever configured here
  }
}

interface ContextFile {
  Endpoints?: { docker?: { Host?: string; SkipTLSVerify?: boolean } };
}

/** The docker CLI keeps a context in a folder named by the hash of its name. */
function contextEndpoint(name: string, env: NodeJS.ProcessEnv): Endpoint {
  if (name === "default") return { kind: "unix", socketPath: defaultSocket(env) };
  const hash = createHash("sha256").update(name).digest("hex");
  const contexts = join(dockerFolder(env), "contexts");
  let file: ContextFile;
  try {
    file = JSON.parse(
      readFileSync(join(contexts, "meta", hash, "meta.json"), "utf8"),
    ) as ContextFile;
  } catch (cause) {
    throw new EndpointError(
      `the Docker context "${name}" doesn't exist: \`docker context ls\` shows which there are`,
      { cause },
    );
  }
  const host = file.Endpoints?.docker?.Host;
  if (!host) throw new EndpointError(`the Docker context "${name}" names no host`);
  const tls = join(contexts, "tls", hash, "docker");
  return parseHost(host, existsSync(tls) ? tlsFolder(tls) : undefined);
}

function defaultSocket(env: NodeJS.ProcessEnv): string {
  const system = "/var/run/docker.sock";
  const own = [
    ...(env["XDG_RUNTIME_DIR"] ? [join(env["XDG_RUNTIME_DIR"], "docker.sock")] : []),
    join(homedir(), ".docker", "run", "docker.sock"),
  ];
  return [system, ...own].find((socket) => existsSync(socket)) ?? system;
}
