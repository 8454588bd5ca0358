import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { DEFAULT_SOCKET, parseDockerAddress } from "../../../model/docker-endpoint";
import { checkTls } from "./check-tls";
import type { Endpoint, Tls } from "./endpoint";

/** What the provider's configuration says about the connection. */
export interface ConnectionConfig {
  host?: string;
  context?: string;
  certPath?: string;
  caMaterial?: string;
  certMaterial?: string;
  keyMaterial?: string;
  sshOpts?: readonly string[];
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
  return resolve(config, env, tlsFolder);
}

/** The same engine, to be told from others but not to be talked to: the files of its TLS may be gone. */
export function resolveIdentity(
  config: ConnectionConfig,
  env: NodeJS.ProcessEnv = process.env,
): Endpoint {
  return resolve(config, env, () => ({}));
}

function resolve(config: ConnectionConfig, env: NodeJS.ProcessEnv, readTls: ReadTls): Endpoint {
  const { sshOpts } = config;
  if (config.context) return contextEndpoint(config.context, env, sshOpts, readTls);
  const host = config.host || env["DOCKER_HOST"];
  if (host) return parseHost(host, { tls: () => tlsOf(config, env, readTls), sshOpts });
  const context = env["DOCKER_CONTEXT"] || currentContext(env);
  if (context) return contextEndpoint(context, env, sshOpts, readTls);
  return { kind: "unix", socketPath: defaultSocket(env) };
}

type ReadTls = (path: string, of: "certPath" | "context") => Tls;

interface HostOptions {
  /** Asked for TCP alone. */
  tls?: () => Tls | undefined;
  sshOpts?: readonly string[] | undefined;
}

/** Parses what `DOCKER_HOST` takes. Throws {@link EndpointError} for what can't be used. */
export function parseHost(host: string, { tls, sshOpts }: HostOptions = {}): Endpoint {
  const address = parseDockerAddress(host);
  if ("problem" in address) throw new EndpointError(address.problem);
  if (address.kind === "unix") return address;
  if (address.kind === "ssh") return { ...address, options: sshOpts ?? [] };
  const secure = tls?.() ?? (address.secure ? {} : undefined);
  const problem = secure && checkTls(secure);
  if (problem !== undefined) throw new EndpointError(problem);
  return {
    kind: "tcp",
    host: address.host,
    port: address.port ?? (secure ? 2376 : 2375),
    ...(secure ? { tls: secure } : {}),
  };
}

function tlsOf(
  config: ConnectionConfig,
  env: NodeJS.ProcessEnv,
  readTls: ReadTls,
): Tls | undefined {
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
  return path === undefined || path === "" ? undefined : readTls(path, "certPath");
}

/** A context's folder holds only what the context was given; a `certPath` must hold all three. */
function tlsFolder(path: string, of: "certPath" | "context"): Tls {
  const folder = path.replace(/^~(?=\/|$)/, homedir());
  const tls: Tls = {};
  for (const part of ["ca", "cert", "key"] as const) {
    const file = join(folder, `${part}.pem`);
    try {
      tls[part] = readFileSync(file, "utf8");
    } catch (cause) {
      if (of === "context" && (cause as NodeJS.ErrnoException).code === "ENOENT") continue;
      throw new EndpointError(
        `the TLS file ${file} can't be read (${(cause as NodeJS.ErrnoException).code ?? "error"}): ${of === "certPath" ? "correct `certPath`" : "make the Docker context anew"}`,
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
function contextEndpoint(
  name: string,
  env: NodeJS.ProcessEnv,
  sshOpts: readonly string[] | undefined,
  readTls: ReadTls,
): Endpoint {
  if (name === "default") return { kind: "unix", socketPath: defaultSocket(env) };
  const hash = createHash("sha256").update(name).digest("hex");
  const contexts = join(dockerFolder(env), "contexts");
  const endpoint = contextFile(name, join(contexts, "meta", hash, "meta.json"))?.Endpoints?.docker;
  if (!endpoint?.Host) throw new EndpointError(`the Docker context "${name}" names no host`);
  const folder = join(contexts, "tls", hash, "docker");
  const tls = (): Tls | undefined => ({
    ...(existsSync(folder) && readTls(folder, "context")),
    ...(endpoint.SkipTLSVerify && { verify: false }),
  });
  try {
    return parseHost(endpoint.Host, {
      ...(existsSync(folder) || endpoint.SkipTLSVerify ? { tls } : {}),
      sshOpts,
    });
  } catch (cause) {
    if (!(cause instanceof EndpointError)) throw cause;
    throw new EndpointError(`the Docker context "${name}": ${cause.message}`, { cause });
  }
}

function contextFile(name: string, file: string): ContextFile | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new EndpointError(
      `the Docker context "${name}" doesn't exist: \`docker context ls\` shows which there are`,
      { cause },
    );
  }
  try {
    return JSON.parse(text) as ContextFile;
  } catch (cause) {
    throw new EndpointError(`the Docker context "${name}" (${file}) is not JSON: make it anew`, {
      cause,
    });
  }
}

function defaultSocket(env: NodeJS.ProcessEnv): string {
  const own = [
    ...(env["XDG_RUNTIME_DIR"] ? [join(env["XDG_RUNTIME_DIR"], "docker.sock")] : []),
    join(homedir(), ".docker", "run", "docker.sock"),
  ];
  return [DEFAULT_SOCKET, ...own].find((socket) => existsSync(socket)) ?? DEFAULT_SOCKET;
}
