import type { Observed } from "./docker/observe";
import type { Phase } from "./peers/peer";
import { workOf, type Trial } from "./workload";

/**
 * Every way in which the engine's state after `phase` differs from the work; empty if it is right.
 * `before` is what was there before the phase.
 */
export function checkWork(
  trial: Pick<Trial, "base" | "n" | "changed" | "imageId">,
  phase: Phase,
  observed: Observed,
  before: Observed,
): string[] {
  if (phase === "destroy") return leftovers(observed);
  const wrong: string[] = [];
  const expectCount = (what: string, got: number, expected: number): void => {
    if (got !== expected) wrong.push(`expected ${expected} ${what}, got ${got}`);
  };
  const spec = workOf(trial, 1);
  const { containers } = observed;
  expectCount("containers", containers.length, trial.n);
  expectCount("running containers", containers.filter((each) => each.running).length, trial.n);
  expectCount("volumes", observed.volumes.length, trial.n);
  expectCount("networks", observed.networks.length, 1);
  const mounted = new Set(containers.flatMap((each) => each.mounts.map((mount) => mount.volume)));
  expectCount("distinct mounted volumes", mounted.size, trial.n);

  const revised = containers.filter((each) => each.env.includes("REVISION=2")).length;
  expectCount("changed containers", revised, phase === "change" ? trial.changed : 0);

  const model = spec.containers[0];
  for (const each of containers) {
    if (model === undefined) break;
    const name = `container ${each.id.slice(0, 12)}`;
    for (const [key, value] of Object.entries(model.env))
      if (key !== "REVISION" && !each.env.includes(`${key}=${value}`))
        wrong.push(`${name}: env ${key} is not ${value}`);
    for (const [key, value] of Object.entries(model.labels))
      if (each.labels[key] !== value) wrong.push(`${name}: label ${key} is not ${value}`);
    if (each.restart !== model.restart)
      wrong.push(`${name}: restart policy is ${each.restart || "not set"}`);
    if (each.image !== trial.imageId) wrong.push(`${name}: image is ${each.image}`);
    if (each.mounts.length !== 1 || each.mounts[0]?.path !== model.mountPath)
      wrong.push(`${name}: expected one volume at ${model.mountPath}`);
    if (each.networks.length !== 1 || each.networks[0] !== observed.networks[0])
      wrong.push(`${name}: is not on the one network`);
  }

  const same = (a: readonly string[], b: readonly string[]): boolean =>
    [...a].sort().join() === [...b].sort().join();
  const ids = (from: Observed): string[] => from.containers.map((each) => each.id);
  if (phase === "noop" && !same(ids(observed), ids(before)))
    wrong.push("the no-op replaced containers");
  if (phase === "change") {
    const kept = ids(observed).filter((id) => ids(before).includes(id)).length;
    expectCount("containers that weren't touched", kept, trial.n - trial.changed);
  }
  if (phase !== "create" && !same(observed.volumes, before.volumes))
    wrong.push(`the ${phase} phase replaced volumes`);
  if (phase !== "create" && !same(observed.networks, before.networks))
    wrong.push(`the ${phase} phase replaced the network`);
  return wrong;
}

function leftovers({ containers, volumes, networks }: Observed): string[] {
  return [
    ...(containers.length > 0 ? [`${containers.length} containers are left`] : []),
    ...(volumes.length > 0 ? [`${volumes.length} volumes are left`] : []),
    ...(networks.length > 0 ? [`${networks.length} networks are left`] : []),
  ];
}
