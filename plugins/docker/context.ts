import type { Engine } from "./client/engine";
import type { HostFate } from "./connection/lost-host";
import type { RegistryCredentials } from "./connection/registry-credentials";
import type { Ledger } from "./ownership/ledger";

/** What a configured provider gives to its resources. */
export interface DockerContext {
  /** The engine. Connects at its first call, which for a remote host comes at once; rejects where the configuration can't work. */
  engine(): Promise<Engine>;
  readonly host: HostFate;
  readonly credentials: RegistryCredentials;
  /** Value of the owner label. */
  readonly owner: string;
  /** What this process knows about the resources of the running update. */
  readonly ledger: Ledger;
}
