import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { ComposeProject } from "../../../model/compose/project";
import type { DockerHost } from "../../hosts/docker-host";
import type { ComposeAppArgs } from "../compose-app-args";
import type { LaterValues } from "../later-values";

/** An app that is being placed on a host: what it is made from, and what is made of it so far. */
export interface AppOnHost {
  readonly app: pulumi.Resource;
  /** The component's name, which its children's names begin with. */
  readonly name: string;
  readonly project: ComposeProject;
  readonly host: DockerHost;
  /** Whether the host's files are those of the machine that runs the program. */
  readonly isLocal: boolean;
  readonly later: LaterValues;
  readonly args: ComposeAppArgs;
  readonly jobs: ReadonlySet<string>;
  readonly awaitedHealth: ReadonlySet<string>;
  /** Docker's names, by the file's. */
  readonly networks: Record<string, pulumi.Input<string>>;
  readonly volumes: Record<string, pulumi.Input<string>>;
  /** What the containers of a service run from. */
  readonly images: Record<string, pulumi.Input<string>>;
  readonly containers: Record<string, docker.Container[]>;
}

/** Compose's own labels, by which its commands find what belongs to a project. */
export function composeLabels(
  project: string,
  own: Readonly<Record<string, string>>,
  user: Readonly<Record<string, string>> = {},
): { label: string; value: string }[] {
  const marked = Object.entries({ project, ...own }).map(([key, value]): [string, string] => [
    `com.docker.compose.${key}`,
    value,
  ]);
  return Object.entries({ ...user, ...Object.fromEntries(marked) })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => ({ label, value }));
}
