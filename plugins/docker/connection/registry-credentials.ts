import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { EngineRegistryAuth } from "../client/engine-types";
import { parseDockerImageReference } from "../../../model/docker-image-reference";

/** One entry of the provider's `registryAuth`. */
export interface RegistryAuthEntry {
  address: string;
  authDisabled?: boolean;
  configFile?: string;
  configFileContent?: string;
  username?: string;
  password?: string;
}

/** Credentials per registry, from the provider's `registryAuth` and the docker CLI's config.json. */
export class RegistryCredentials {
  constructor(
    private readonly entries: readonly RegistryAuthEntry[],
    private readonly env: NodeJS.ProcessEnv = process.env,
  ) {}

  /** For pulling or pushing an image; undefined for an anonymous call. */
  forImage(reference: string): EngineRegistryAuth | undefined {
    const registry = parseDockerImageReference(reference)?.registry;
    return registry === undefined ? undefined : this.forRegistry(registry);
  }

  /** For every registry that is known here, keyed by host, for the base images of a build. */
  all(): Record<string, EngineRegistryAuth> {
    const hosts = new Set([
      ...this.entries.map((entry) => hostOf(entry.address)),
      ...Object.keys(this.cliConfig()).map(hostOf),
    ]);
    const found: Record<string, EngineRegistryAuth> = {};
    for (const host of hosts) {
      const auth = this.forRegistry(host);
      if (auth) found[host] = auth;
    }
    return found;
  }

  private forRegistry(host: string): EngineRegistryAuth | undefined {
    const entry = this.entries.find((each) => hostOf(each.address) === host);
    if (entry?.authDisabled) return undefined;
    if (entry?.configFileContent) return authFrom(parseAuths(entry.configFileContent), host);
    if (entry?.configFile) return authFrom(parseAuths(readText(entry.configFile)), host);
    const username = entry?.username ?? (entry ? this.env["DOCKER_REGISTRY_USER"] : undefined);
    const password = entry?.password ?? (entry ? this.env["DOCKER_REGISTRY_PASS"] : undefined);
    if (username && password) return { username, password, serveraddress: serverAddress(host) };
    return authFrom(this.cliConfig(), host);
  }

  private cliConfig(): Auths {
    const configured = this.env["DOCKER_CONFIG"] ?? join(homedir(), ".docker");
    const file = configured.endsWith(".json") ? configured : join(configured, "config.json");
    try {
      return parseAuths(readFileSync(file, "utf8"));
    } catch {
      return {}; // nobody has logged in here
    }
  }
}

type Auths = Record<string, { auth?: string; identitytoken?: string }>;

function parseAuths(text: string): Auths {
  try {
    return (JSON.parse(text) as { auths?: Auths }).auths ?? {};
  } catch (cause) {
    // The text itself isn't shown: it holds credentials.
    throw new Error("registryAuth: the content of a docker config file is not JSON", { cause });
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file.replace(/^~(?=\/)/, homedir()), "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "error";
    throw new Error(`registryAuth: the file ${file} can't be read (${code})`, { cause });
  }
}

function authFrom(auths: Auths, host: string): EngineRegistryAuth | undefined {
  const found = Object.entries(auths).find(([address]) => hostOf(address) === host)?.[1];
  if (!found?.auth) return undefined;
  const [username = "", ...rest] = Buffer.from(found.auth, "base64").toString("utf8").split(":");
  return {
    username,
    password: rest.join(":"),
    ...(found.identitytoken ? { identitytoken: found.identitytoken } : {}),
    serveraddress: serverAddress(host),
  };
}

/** `https://index.docker.io/v1/` and its like, as one host name. */
function hostOf(address: string): string {
  const host = address.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
  return host === "index.docker.io" || host === "registry-1.docker.io" ? "docker.io" : host;
}

function serverAddress(host: string): string {
  return host === "docker.io" ? "https://index.docker.io/v1/" : host;
}
