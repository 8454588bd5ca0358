import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { ComposeProject } from "../../../model/compose/project";
import type { ComposeAppArgs } from "../compose-app-args";
import type { LaterValues } from "../later-values";

/** A Swarm: a `SwarmCluster`, or the provider of one of its managers, with nothing that has to be there first. */
export interface ComposeSwarm {
  readonly provider: pulumi.ProviderResource;
  /** What has to be there before anything runs in it. */
  readonly members: readonly pulumi.Resource[];
}

/** An app that is being placed on a Swarm: what it is made from, and what is made of it so far. */
export interface AppOnSwarm {
  readonly app: pulumi.Resource;
  /** The component's name, which its children's names begin with. */
  readonly name: string;
  readonly project: ComposeProject;
  readonly swarm: ComposeSwarm;
  readonly later: LaterValues;
  readonly args: ComposeAppArgs;
  /** Docker's ids, by the file's names. */
  readonly networks: Record<string, pulumi.Input<string>>;
  readonly files: Record<"secrets" | "configs", Record<string, SwarmFile>>;
  readonly services: Record<string, docker.Service>;
}

export interface SwarmFile {
  id: pulumi.Input<string>;
  /** Undefined where only its id is known: the plugin finds the name. */
  name?: pulumi.Input<string>;
}

/** The label by which `docker stack` finds what belongs to an app. */
export function stackLabels(
  project: string,
  user: Readonly<Record<string, string>> = {},
): { label: string; value: string }[] {
  return Object.entries({ ...user, "com.docker.stack.namespace": project })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => ({ label, value }));
}

/** Options of every child. */
export function swarmChild({ app, swarm }: AppOnSwarm): pulumi.CustomResourceOptions {
  return {
    parent: app,
    provider: swarm.provider,
    ...(swarm.members.length > 0 && { dependsOn: [...swarm.members] }),
  };
}
