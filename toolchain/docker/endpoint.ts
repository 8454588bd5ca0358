import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "../user-error";

/** Where a Docker engine is, and what said so. */
export interface DockerEndpoint {
  /** `unix:///…`, `tcp://host:port` or `ssh://…`, as in DOCKER_HOST. */
  host: string;
  /** Such as `DOCKER_HOST` or `Docker context "colima"`. */
  from: string;
  /** Folder with ca.pem, cert.pem and key.pem. */
  certPath?: string;
  tlsVerify?: boolean;
}

export interface EndpointSources {
  env?: NodeJS.ProcessEnv;
  home?: string;
  exists?: (path: string) => boolean;
}

export const DEFAULT_SOCKET = "/var/run/docker.sock";

/**
 * The engine that the docker command would use: DOCKER_HOST, else DOCKER_CONTEXT or the current
 * context, else the default socket; where that isn't there, the user's own rootless or desktop one.
 */
export function dockerEndpoint(sources: EndpointSources = {}): DockerEndpoint {
  const env = sources.env ?? process.env;
  const home = sources.home ?? homedir();
  const exists = sources.exists ?? existsSync;
  if ((env.DOCKER_HOST ?? "") !== "") {
    const verify = (env.DOCKER_TLS_VERIFY ?? "") !== "";
    return {
      host: env.DOCKER_HOST!,
      from: "DOCKER_HOST",
      ...(verify && { certPath: env.DOCKER_CERT_PATH ?? join(home, ".docker"), tlsVerify: true }),
    };
  }
  const config = env.DOCKER_CONFIG ?? join(home, ".docker");
  const context = env.DOCKER_CONTEXT || currentContext(config);
  if (context !== undefined && context !== "" && context !== "default")
    return contextEndpoint(config, context);
  const own = [
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, "docker.sock")] : []),
    join(home, ".docker/run/docker.sock"),
  ];
  const socket = [DEFAULT_SOCKET, ...own].find(exists) ?? DEFAULT_SOCKET;
  return {
    host: `unix://${socket}`,
    from: socket === DEFAULT_SOCKET ? "default" : "user's socket",
  };
}

function readJson(file: string, what: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new UserError(`${what} (${file}) is not readable JSON; mend or remove it.`, {
      cause: error,
    });
  }
}

function currentContext(config: string): string | undefined {
  const file = readJson(join(config, "config.json"), "Docker's configuration");
  return (file as { currentContext?: string } | undefined)?.currentContext;
}

function contextEndpoint(config: string, name: string): DockerEndpoint {
  const id = createHash("sha256").update(name).digest("hex");
  const file = join(config, "contexts/meta", id, "meta.json");
  const meta = readJson(file, `Docker context "${name}"`) as
    { Endpoints?: { docker?: { Host?: string; SkipTLSVerify?: boolean } } } | undefined;
  const docker = meta?.Endpoints?.docker;
  if (docker?.Host === undefined || docker.Host === "")
    throw new UserError(
      `Docker context "${name}" does not exist or names no engine; choose another with ` +
        "docker context use, or set DOCKER_HOST.",
    );
  const certs = join(config, "contexts/tls", id, "docker");
  return {
    host: docker.Host,
    from: `Docker context "${name}"`,
    ...(existsSync(certs) && { certPath: certs, tlsVerify: docker.SkipTLSVerify !== true }),
  };
}
