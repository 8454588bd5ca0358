import type {
  EngineService,
  EngineServiceSpec,
  EngineTaskContainerSpec,
  EngineTaskSpec,
} from "../../../../plugins/docker/client/swarm-types";
import type { Hand, Reading } from "../trial";

export type FoundService = EngineService;
type Values = Omit<Reading<FoundService>, "of">;

/** A value of the service's specification. */
export function spec(
  of: (spec: EngineServiceSpec) => unknown,
  values: Values,
): Reading<FoundService> {
  return { of: ({ Spec }) => of(Spec), ...values };
}

/** A value of its tasks' specification. */
export function task(of: (spec: EngineTaskSpec) => unknown, values: Values): Reading<FoundService> {
  return spec(({ TaskTemplate }) => of(TaskTemplate), values);
}

/** A value of its containers' specification. */
export function container(
  of: (spec: EngineTaskContainerSpec) => unknown,
  values: Values,
): Reading<FoundService> {
  return task(({ ContainerSpec }) => of(ContainerSpec!), values);
}

/** `docker service update` behind our back. */
export function serviceUpdate(edit: (spec: EngineServiceSpec) => void) {
  return async ({ docker, id }: Hand): Promise<void> => {
    const { Version, Spec } = (await docker.getService(id).inspect()) as EngineService;
    edit(Spec);
    await docker.getService(id).update({ version: Version.Index, ...Spec });
  };
}

export function taskUpdate(edit: (spec: EngineTaskSpec) => void) {
  return serviceUpdate(({ TaskTemplate }) => edit(TaskTemplate));
}

export function containerUpdate(edit: (spec: EngineTaskContainerSpec) => void) {
  return taskUpdate(({ ContainerSpec }) => edit(ContainerSpec!));
}

/** No task runs, where it couldn't run on this machine. */
export const NO_TASK = { "mode.replicated.replicas": 0 };

export const SECOND = 1e9;
