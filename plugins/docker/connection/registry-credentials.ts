import { parseDockerImageReference } from "../../../model/docker-image-reference";
import type { EngineRegistryAuth, EngineRegistryLogins } from "../client/engine-types";
import { askCredentialHelper } from "./credential-helper";
import {
  type DockerConfigFile,
  helperFor,
  loginIn,
  parseDockerConfig,
  readDockerConfig,
  readNamedDockerConfig,
  registriesIn,
} from "./docker-config-file";
import { loginAddress, registryHost } from "./registry-name";

/** One entry of the provider's `registryAuth`. */
export interface RegistryAuthEntry {
  address: string;
  authDisabled?: boolean;
  configFile?: string;
  configFileContent?: string;
  username?: string;
  password?: string;
}

/** A login that a resource carries itself, as `authConfig` does. */
export interface OwnLogin {
  address: string;
  username?: string;
  password?: string;
}

/**
 * Logins per registry, from the provider's `registryAuth`, else from the docker command's config.json and the credential
 * helpers that it names. Each registry's is looked up when it is first needed.
 */
export class RegistryCredentials implements EngineRegistryLogins {
  private readonly found = new Map<string, Promise<EngineRegistryAuth | undefined>>();

  constructor(
    private readonly entries: readonly RegistryAuthEntry[],
    private readonly env: NodeJS.ProcessEnv = process.env,
  ) {}

  /** For pulling or pushing an image; undefined for an anonymous call. */
  async forImage(reference: string): Promise<EngineRegistryAuth | undefined> {
    const registry = parseDockerImageReference(reference)?.registry;
    return registry === undefined ? undefined : await this.forRegistry(registry);
  }

  forRegistry(host: string): Promise<EngineRegistryAuth | undefined> {
    let found = this.found.get(host);
    if (found === undefined) {
      found = this.lookUp(host);
      this.found.set(host, found);
    }
    return found;
  }

  /** For every registry that is known here, keyed by host. */
  async all(): Promise<Record<string, EngineRegistryAuth>> {
    const hosts = new Set([
      ...this.entries.map((entry) => registryHost(entry.address)),
      ...registriesIn(readDockerConfig(this.env)),
    ]);
    const found: Record<string, EngineRegistryAuth> = {};
    for (const host of hosts) {
      const auth = await this.forRegistry(host);
      if (auth) found[host] = auth;
    }
    return found;
  }

  /** True where `registryAuth` gives the registry's address with `http://`. */
  isPlainHttp(host: string): boolean {
    return this.entryOf(host)?.address.startsWith("http://") ?? false;
  }

  /** The same logins, but for the registries that `logins` are for. */
  with(logins: readonly (EngineRegistryAuth & { host: string })[]): EngineRegistryLogins {
    const own = new Map(logins.map(({ host, ...auth }) => [host, auth]));
    return {
      forRegistry: async (host) => own.get(host) ?? (await this.forRegistry(host)),
      all: async () => ({ ...(await this.all()), ...Object.fromEntries(own) }),
    };
  }

  private entryOf(host: string): RegistryAuthEntry | undefined {
    return this.entries.find((each) => registryHost(each.address) === host);
  }

  private async lookUp(host: string): Promise<EngineRegistryAuth | undefined> {
    const entry = this.entryOf(host);
    if (entry?.authDisabled) return undefined;
    if (entry?.configFileContent) {
      const origin = `registryAuth: configFileContent of ${entry.address}`;
      return await this.loginFrom(parseDockerConfig(entry.configFileContent, origin), host);
    }
    if (entry?.configFile)
      return await this.loginFrom(readNamedDockerConfig(entry.configFile), host);
    const username = entry?.username ?? (entry ? this.env["DOCKER_REGISTRY_USER"] : undefined);
    const password = entry?.password ?? (entry ? this.env["DOCKER_REGISTRY_PASS"] : undefined);
    if (username && password) return { username, password, serveraddress: loginAddress(host) };
    return await this.loginFrom(readDockerConfig(this.env), host);
  }

  private async loginFrom(
    config: DockerConfigFile,
    host: string,
  ): Promise<EngineRegistryAuth | undefined> {
    const helper = helperFor(config, host);
    const fromHelper = helper && (await askCredentialHelper(helper, host, this.env));
    return fromHelper || loginIn(config, host);
  }
}

/** The login of an `authConfig`, or undefined where it is incomplete. */
export function engineLogin(own: OwnLogin | undefined): EngineRegistryAuth | undefined {
  if (!own?.username || !own.password) return undefined;
  const { username, password, address } = own;
  return { username, password, serveraddress: loginAddress(registryHost(address)) };
}
