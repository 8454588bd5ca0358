import type { Field } from "./fields/field";
import type { config, model, network, secret, volume } from "./fields/resources";
import type { service } from "./fields/service";

type Value<F> = F extends Field<infer T> ? T : never;

/** A service in canonical form: every attribute in one spelling, as `docker compose config --format json` prints it. */
export type ComposeService = Value<typeof service>;
export type ComposeNetwork = Value<typeof network>;
export type ComposeVolume = Value<typeof volume>;
export type ComposeSecret = Value<typeof secret>;
export type ComposeConfig = Value<typeof config>;
export type ComposeModel = Value<typeof model>;

/** What networks, volumes, secrets and configs have in common. */
export interface ComposeResource {
  name?: string;
  external?: boolean;
}

/** The sections beside the services: what services use by name. */
export const RESOURCES = ["networks", "volumes", "secrets", "configs", "models"] as const;

/** What a set of compose files says, whatever way it is written. */
export interface ComposeProject {
  name: string;
  services: Record<string, ComposeService>;
  networks: Record<string, ComposeNetwork>;
  volumes: Record<string, ComposeVolume>;
  /** `content` holds what a secret of the environment is: it is never printed. */
  secrets: Record<string, ComposeSecret>;
  configs: Record<string, ComposeConfig>;
  models: Record<string, ComposeModel>;
  /** Extensions at the top of the file, `x-…`. */
  extensions: Record<string, unknown>;
  /** Services that no active profile asks for. */
  disabledServices: Record<string, ComposeService>;
  /** The project's folder, in which relative paths begin. */
  directory: string;
}
