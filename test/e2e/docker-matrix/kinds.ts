import type Docker from "dockerode";

import type { Treatment } from "../../../plugins/docker/diff/treatment";
import type { Props } from "../../../plugins/runtime/resource";
import type { Resource } from "../../contract/docker/docker-stack";
import { containerKind } from "./kinds/container";
import { imageKind } from "./kinds/image";
import { networkKind } from "./kinds/network";
import { registryImageKind } from "./kinds/registry-image";
import { remoteImageKind } from "./kinds/remote-image";
import { secretKind } from "./kinds/secret";
import { serviceKind } from "./kinds/service";
import { serviceConfigKind } from "./kinds/service-config";
import { tagKind } from "./kinds/tag";
import { volumeKind } from "./kinds/volume";
import { withValue } from "./paths";
import type { NotTried, Trial } from "./trial";
import type { World } from "./world";

/** A resource type with its table and its trials. */
export interface Kind {
  /** `docker.Container` */
  name: string;
  token: string;
  /** On the swarm of the world, and not on the engine that the tests run on. */
  inSwarm?: true;
  table: Readonly<Record<string, Treatment>>;
  /** Inputs that each trial has. */
  inputs(unique: string): Props;
  /** By the path of the property. */
  trials: Readonly<Record<string, readonly Trial<never>[] | NotTried>>;
  /** Absent where it can't be imported. */
  import?: Importing;
  /** What Docker itself tells of it; rejects with 404 where it is gone. */
  inspect(docker: Docker, resource: { id: string; inputs: Props }): Promise<unknown>;
  /** False where a replacement can have the id of the old one. */
  freshId: boolean;
  /** False where it stays after its resource has been deleted. */
  deletes?: false;
}

export interface Importing {
  /** What the user names. Defaults to its id. */
  id?(resource: Resource): string;
  /** Properties that Docker doesn't tell. */
  untold?: readonly string[];
  /** Of these, what the program has to say all the same. */
  needs?: readonly string[];
}

/** All that the matrix tries. */
export function kinds(world: World, name: (suffix: string) => string): Kind[] {
  return [
    containerKind(world, name),
    networkKind(name),
    volumeKind(name),
    tagKind(world),
    imageKind(world),
    remoteImageKind(world),
    registryImageKind(world),
    serviceKind(world, name),
    secretKind(name),
    serviceConfigKind(name),
  ];
}

/** @param unique names the resource among those of its kind. */
export function trialInputs(
  kind: Kind,
  path: string,
  trial: Trial<unknown>,
  unique: string,
): { base: Props; changed: Props } {
  const base = withValue(withAll(kind.inputs(unique), trial.with), path, trial.base);
  return { base, changed: withAll(withValue(base, path, trial.changed), trial.changedWith) };
}

function withAll(inputs: Props, values: Props = {}): Props {
  return Object.entries(values).reduce((all, [path, value]) => withValue(all, path, value), inputs);
}

/** Paths of the properties that a trial changes. */
export function touchedBy(path: string, trial: Trial<unknown>): string[] {
  return [path, ...Object.keys(trial.changedWith ?? {}), ...(trial.alsoSeen ?? [])];
}

/** A name for the resource of a trial. */
export function uniqueName(path: string, index: number): string {
  return `${path.replaceAll(".", "-")}-${index}`.toLowerCase();
}
