import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

import type { EngineRegistryAuth } from "../client/engine-types";
import { loginAddress, registryHost } from "./registry-name";

/** What the docker command's config.json says about logins. */
export interface DockerConfigFile {
  auths?: Record<string, StoredLogin>;
  credHelpers?: Record<string, string>;
  credsStore?: string;
}

interface StoredLogin {
  auth?: string;
  username?: string;
  password?: string;
  identitytoken?: string;
}

/** @param origin where the text is from, for messages. The text itself isn't shown: it holds credentials. */
export function parseDockerConfig(text: string, origin: string): DockerConfigFile {
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed !== null && typeof parsed === "object" && !Array.isArray(parsed)) return parsed;
  } catch {
    // The parser's own message would quote the text.
  }
  throw new Error(`${origin} is not the content of a docker config file: expected a JSON object`);
}

/** A file that the user named; one that can't be read is a mistake. */
export function readNamedDockerConfig(file: string): DockerConfigFile {
  let text: string;
  try {
    text = readFileSync(file.replace(/^~(?=\/)/, homedir()), "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "error";
    throw new Error(`registryAuth: the file ${file} can't be read (${code})`, { cause });
  }
  return parseDockerConfig(text, `registryAuth: the file ${file}`);
}

/** The docker command's own file; empty where nobody has logged in on this machine. */
export function readDockerConfig(env: NodeJS.ProcessEnv): DockerConfigFile {
  const configured = env["DOCKER_CONFIG"] || join(env["HOME"] || homedir(), ".docker");
  const file = configured.endsWith(".json") ? configured : join(configured, "config.json");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return {};
  }
  return text.trim() === "" ? {} : parseDockerConfig(text, `the file ${file}`);
}

/** The registries that the file has anything to say about. */
export function registriesIn(config: DockerConfigFile): string[] {
  return [...Object.keys(config.auths ?? {}), ...Object.keys(config.credHelpers ?? {})].map(
    registryHost,
  );
}

/** The credential helper that the file names for a registry: its own, else the store for all. */
export function helperFor(config: DockerConfigFile, host: string): string | undefined {
  return entryFor(config.credHelpers, host) ?? (config.credsStore || undefined);
}

/** The login that stands in the file itself. */
export function loginIn(config: DockerConfigFile, host: string): EngineRegistryAuth | undefined {
  const stored = entryFor(config.auths, host);
  if (stored === undefined) return undefined;
  const [name = "", ...rest] = Buffer.from(stored.auth ?? "", "base64")
    .toString("utf8")
    .split(":");
  const username = name || stored.username;
  // Old docker commands ended passwords with a zero byte.
  const password = rest.join(":").replace(/\0+$/, "") || stored.password;
  if (stored.identitytoken === undefined && (!username || !password)) return undefined;
  return {
    ...(username && { username }),
    ...(password && { password }),
    ...(stored.identitytoken && { identitytoken: stored.identitytoken }),
    serveraddress: loginAddress(host),
  };
}

function entryFor<T>(map: Record<string, T> | undefined, host: string): T | undefined {
  return Object.entries(map ?? {}).find(([address]) => registryHost(address) === host)?.[1];
}
