import { labelsOf, workloadOf } from "./containers-in-state";
import { inOrder } from "./in-order";
import { nameInUrn, plain, type StackResource } from "./stack-resource";

const SERVICE = "docker:index/service:Service";

/** Labels that Swarm gives to its containers. */
const SERVICE_ID = "com.docker.swarm.service.id";
const TASK_NAME = "com.docker.swarm.task.name";

/** A service of a swarm that a stack's state has. Its containers are on whichever hosts Swarm has chosen. */
export interface DeclaredService {
  /** What it is a part of: a workload, another component, or itself alone. */
  readonly workload: string;
  readonly id: string;
  /** Its name in the swarm. */
  readonly name: string;
  /** As the program has it. */
  readonly image: string;
  /** How many containers it is to have; undefined for one on each node. */
  readonly replicas: number | undefined;
}

interface ServiceOutputs {
  name?: string;
  labels?: unknown;
  taskSpec?: { containerSpec?: { image?: string } };
  mode?: { replicated?: { replicas?: number }; global?: boolean };
}

export function servicesInState(resources: readonly StackResource[]): DeclaredService[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return resources
    .filter(
      ({ type, id, delete: replaced }) => type === SERVICE && id !== undefined && replaced !== true,
    )
    .map((resource) => {
      const all = plain({ ...resource.inputs, ...resource.outputs }) as ServiceOutputs;
      return {
        workload: workloadOf(resource, labelsOf(all.labels), byUrn),
        id: resource.id ?? "",
        name: all.name ?? nameInUrn(resource.urn),
        image: all.taskSpec?.containerSpec?.image ?? "",
        replicas: all.mode?.global === true ? undefined : (all.mode?.replicated?.replicas ?? 1),
      };
    })
    .sort((a, b) => inOrder(a.workload, b.workload));
}

/** The service whose task a container is. */
export function serviceOf(
  labels: Readonly<Record<string, string>>,
  services: readonly DeclaredService[],
): DeclaredService | undefined {
  return services.find(({ id }) => id === labels[SERVICE_ID]);
}

/** `3` of the task `web.3.9xvo1`; undefined for one of a service that has one on each node. */
export function replicaOfTask(labels: Readonly<Record<string, string>>): number | undefined {
  const replica = /\.(\d+)\.[a-z0-9]+$/.exec(labels[TASK_NAME] ?? "")?.[1];
  return replica === undefined ? undefined : Number(replica);
}
