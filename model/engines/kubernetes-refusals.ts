import { defaults } from "../defaults";
import { isLater } from "../later";
import type { Mistake } from "../mistakes";
import type { VolumeSpec, WorkloadSpec } from "../workload";
import { isJob, jobRefusals } from "./kubernetes-jobs";

/** The parts of a sound workload that decide what Kubernetes can't do; what comes later is `LATER`. */
export type KubernetesSubject = Partial<
  Pick<WorkloadSpec, "ports" | "replicas" | "autoscale" | "spread" | "rollout"> & {
    volumes: (Omit<VolumeSpec, "existing"> & { existing?: unknown })[];
  }
> & { [K in "files" | "health" | "init" | "logs" | "restart" | "stopSignal" | "user"]?: unknown };

/** What one ConfigMap or Secret may hold. */
const MAX_FILES_BYTES = 1_048_576;

/** What a sound workload asks for and Kubernetes can't do; refused, never dropped in silence. */
export function kubernetesRefusals(spec: KubernetesSubject, name?: string): Mistake[] {
  const mistakes: Mistake[] = [];
  const refuse = (path: string, problem: string) => mistakes.push({ path, problem });

  if (name !== undefined && !/^[a-z]([a-z0-9-]{0,51}[a-z0-9])?$/.test(name))
    refuse(
      "",
      `the workload's name is its Service's too, so it needs a lower-case letter first, then letters, digits and dashes, 53 at most; got ${JSON.stringify(name)}`,
    );
  if (typeof spec.user === "string" && !/^\d+(:\d+)?$/.test(spec.user))
    refuse("user", `expected numbers such as 1000:1000 on Kubernetes, got "${spec.user}"`);
  mistakes.push(...jobRefusals(spec));
  if (isJob(spec) && isStateful(spec))
    refuse("volumes", 'a Job\'s pods have no volumes of their own; use access: "shared"');
  if (spec.init === true)
    refuse("init", "Kubernetes starts no init; build one into the image, or leave it out");
  if (spec.stopSignal !== undefined)
    refuse("stopSignal", "Kubernetes takes it from the image alone (STOPSIGNAL); leave it out");
  if (spec.logs !== undefined)
    refuse("logs", "Kubernetes sets it on the kubelet, for all containers of a node; leave it out");
  mistakes.push(...filesRefusals(spec.files));
  (spec.volumes ?? []).forEach((volume, index) => {
    if (volume.tmpfs?.mode !== undefined)
      refuse(`volumes[${index}].tmpfs.mode`, "Kubernetes always gives 1777; leave it out");
  });
  (spec.ports ?? []).forEach(({ name }, index) => {
    if (name !== undefined && (name.length > 15 || !/[a-z]/.test(name)))
      refuse(
        `ports[${index}].name`,
        `expected 15 characters at most with a letter among them on Kubernetes, got "${name}"`,
      );
  });
  mistakes.push(...rolloutRefusals(spec));
  return mistakes;
}

function filesRefusals(files: unknown): Mistake[] {
  if (!Array.isArray(files)) return [];
  const mistakes: Mistake[] = [];
  const bytes = { secret: 0, plain: 0 };
  files.forEach((file: unknown, index) => {
    const { content, secret, userId, groupId, onChange } = file as Record<string, unknown>;
    if (onChange !== undefined && onChange !== "recreate")
      mistakes.push({
        path: `files[${index}].onChange`,
        problem: 'expected "recreate": on Kubernetes a changed file makes new pods',
      });
    if (userId !== undefined || groupId !== undefined)
      mistakes.push({
        path: `files[${index}].${userId === undefined ? "groupId" : "userId"}`,
        problem: "on Kubernetes files belong to root and to the group of `user`; leave it out",
      });
    if (typeof content === "string")
      bytes[secret === true ? "secret" : "plain"] += Buffer.byteLength(content);
  });
  if (Math.max(bytes.secret, bytes.plain) > MAX_FILES_BYTES)
    mistakes.push({
      path: "files",
      problem:
        "together they are over 1 MiB, more than Kubernetes holds; build them into the image",
    });
  return mistakes;
}

function rolloutRefusals(spec: KubernetesSubject): Mistake[] {
  const { rollout, autoscale } = spec;
  const replicas = autoscale?.maxReplicas ?? spec.replicas ?? defaults.replicas;
  const mistakes: Mistake[] = [];
  if (spec.spread !== undefined)
    mistakes.push({
      path: "spread",
      problem: "is for a group of hosts; say replicas, which Kubernetes spreads over its nodes",
    });
  if ((rollout?.maxFailures ?? 0) > 0)
    mistakes.push({
      path: "rollout.maxFailures",
      problem:
        "expected 0: Kubernetes halts a rollout at the first replica that does not get ready",
    });
  if ((rollout?.canary ?? 0) > 0)
    mistakes.push({
      path: "rollout.canary",
      problem: "a Deployment has no canary; use a small batch, or a workload of its own",
    });
  if (isStateful(spec) && rollout?.batch !== undefined && rollout.batch !== 1)
    mistakes.push({
      path: "rollout.batch",
      problem:
        "with an exclusive volume Kubernetes changes one replica after the other; leave it out",
    });
  const published = (spec.ports ?? []).findIndex(({ publish }) => publish !== undefined);
  if (published >= 0 && replicas > 1)
    mistakes.push({
      path: `ports[${published}].publish`,
      problem: `only one replica of a node can have the port, and there are ${replicas}; use a Service of type LoadBalancer or an Ingress`,
    });
  return mistakes;
}

/** True where each replica has a volume of its own, and so has to be a StatefulSet's. */
export function isStateful({ volumes }: Pick<KubernetesSubject, "volumes">): boolean {
  return (volumes ?? []).some(
    ({ name, access }) =>
      name !== undefined && !isLater(name) && (access ?? defaults.volumeAccess) === "exclusive",
  );
}
