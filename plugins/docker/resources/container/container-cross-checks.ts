import { containsUnknown, type CheckFailure } from "../../../runtime/resource";
import type { ContainerInputs } from "./container-inputs";
import { hostPorts, overlaps } from "./host-ports";

/**
 * Mistakes that lie between two inputs. Run only where each input by itself is right; values that aren't known yet
 * are left for later.
 */
export function crossChecks(inputs: Partial<ContainerInputs>): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const fail = (property: string, reason: string) => failures.push({ property, reason });
  const known = <K extends keyof ContainerInputs>(name: K) =>
    containsUnknown(inputs[name]) ? undefined : (inputs[name] ?? undefined);

  samePorts(known("ports"), fail);
  twice("networksAdvanced", known("networksAdvanced"), (each) => each.name, "network", fail);
  twice("labels", known("labels"), (each) => each.label, "label", fail);
  twice("envs", known("envs"), (each) => each.split("=", 1)[0] ?? "", "variable", fail);
  twice("uploads", known("uploads"), (each) => each.file, "file", fail);
  twice("ulimits", known("ulimits"), (each) => each.name, "limit", fail);
  sameTargets(known("volumes"), known("mounts"), known("tmpfs"), fail);

  const mode = known("networkMode");
  const alone = mode === "host" || mode === "none" || mode?.startsWith("container:");
  if (alone && known("networksAdvanced")?.length)
    fail(
      "networksAdvanced",
      `can't go with networkMode "${mode}": the container has no network of its own`,
    );
  if (mode === "host" && known("ports")?.length)
    fail(
      "ports",
      "can't go with networkMode \"host\": the container's ports are the host's already",
    );
  if (mode?.startsWith("container:") && known("ports")?.length)
    fail("ports", `can't go with networkMode "${mode}": publish them on that container`);
  if (known("cpus") !== undefined && (known("cpuQuota") || known("cpuPeriod")))
    fail("cpus", "can't go with cpuQuota or cpuPeriod: they set the same limit");
  const memory = known("memory");
  const swap = known("memorySwap");
  if (swap !== undefined && swap > 0 && !memory)
    fail("memorySwap", "needs `memory`: it is the sum of memory and swap");
  if (memory !== undefined && memory > 0 && memory < 6)
    fail("memory", `expected at least 6 MB, got ${memory}`);
  if (memory && swap !== undefined && swap > 0 && swap < memory)
    fail(
      "memorySwap",
      `expected at least memory (${memory}), got ${swap}: it is the sum of memory and swap`,
    );
  const reservation = known("memoryReservation");
  if (memory && reservation && reservation > memory)
    fail("memoryReservation", `expected at most memory (${memory}), got ${reservation}`);
  if (known("maxRetryCount") && known("restart") !== "on-failure" && known("restart") !== undefined)
    fail("maxRetryCount", `only goes with restart "on-failure", got "${String(known("restart"))}"`);
  if (known("rm") && known("restart") !== undefined && known("restart") !== "no")
    fail(
      "rm",
      `can't go with restart "${String(known("restart"))}": a container that removes itself can't restart`,
    );
  if (known("logs") && !known("attach")) fail("logs", "needs `attach: true`");
  if (known("logs") && known("rm"))
    fail("logs", "can't go with `rm`: the logs go with the container as soon as it ends");
  if (known("wait") && known("start") === false)
    fail("wait", "can't go with start: false: a container that isn't started never gets ready");
  return failures;
}

type Fail = (property: string, reason: string) => void;

function samePorts(ports: ContainerInputs["ports"], fail: Fail): void {
  const bound = hostPorts(ports);
  bound.forEach((port, index) => {
    const twin = bound.slice(0, index).find((other) => overlaps(port, other));
    if (twin)
      fail(
        `ports[${port.index}].external`,
        `port ${port.port}/${port.protocol} of the host is bound by ports[${twin.index}] already`,
      );
  });
}

function twice<T>(
  property: string,
  list: readonly T[] | undefined,
  key: (element: T) => string,
  what: string,
  fail: Fail,
): void {
  const seen = new Map<string, number>();
  list?.forEach((element, index) => {
    const name = key(element);
    const first = seen.get(name);
    if (first === undefined) seen.set(name, index);
    else
      fail(
        `${property}[${index}]`,
        `the ${what} "${name}" is given by ${property}[${first}] already`,
      );
  });
}

function sameTargets(
  volumes: ContainerInputs["volumes"],
  mounts: ContainerInputs["mounts"],
  tmpfs: ContainerInputs["tmpfs"],
  fail: Fail,
): void {
  const seen = new Map<string, string>();
  const add = (path: string | undefined, property: string) => {
    if (!path) return;
    const target = path.length > 1 ? path.replace(/\/+$/, "") : path;
    const first = seen.get(target);
    if (first === undefined) seen.set(target, property);
    else fail(property, `"${target}" is mounted by ${first} already`);
  };
  volumes?.forEach((each, index) => add(each.containerPath, `volumes[${index}].containerPath`));
  mounts?.forEach((each, index) => add(each.target, `mounts[${index}].target`));
  for (const path of Object.keys(tmpfs ?? {})) add(path, `tmpfs[${JSON.stringify(path)}]`);
}
