import * as f from "./field";
import { deviceRequests } from "./limits";

const rollout = f.shape({
  delay: f.durationNotZero,
  failure_action: f.text,
  max_failure_ratio: f.numberNotZero,
  monitor: f.durationNotZero,
  order: f.text,
  parallelism: f.whole,
});

const genericResources = f.list(
  f.shape({ discrete_resource_spec: f.shape({ kind: f.text, value: f.whole }) }),
);

export const DEPLOY = {
  endpoint_mode: f.text,
  labels: f.labels,
  mode: f.text,
  placement: f.shape({
    constraints: f.texts,
    max_replicas_per_node: f.wholeNotZero,
    preferences: f.list(f.shape({ spread: f.text })),
  }),
  replicas: f.whole,
  resources: f.shape({
    limits: f.shape({ cpus: f.numberNotZero, memory: f.bytes, pids: f.wholeNotZero }),
    reservations: f.shape({
      cpus: f.numberNotZero,
      devices: deviceRequests,
      generic_resources: genericResources,
      memory: f.bytes,
    }),
  }),
  restart_policy: f.shape({
    condition: f.text,
    delay: f.duration,
    max_attempts: f.whole,
    window: f.duration,
  }),
  rollback_config: rollout,
  update_config: rollout,
};

/** As Compose prints it, resources and placement are there also where they say nothing. */
export const deploy = f.withDefaults(f.shape(DEPLOY), { placement: {}, resources: {} });
