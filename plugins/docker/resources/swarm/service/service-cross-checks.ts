import { containsUnknown, type CheckFailure } from "../../../../runtime/resource";
import { parseDockerDuration } from "../../../../../model/docker-duration";
import type { ServiceInputs } from "./service-inputs";

const LEAST_NANO_CPUS = 1_000_000;
const LEAST_MEMORY_BYTES = 4 * 1024 * 1024;
const DEFAULT_MONITOR = "5s";

/** Mistakes that lie between inputs. Run only where each by itself is right; unknown values are left for later. */
export function crossChecks(inputs: Partial<ServiceInputs>): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const fail = (property: string, reason: string) => failures.push({ property, reason });
  const known = <T>(value: T): T | undefined => (containsUnknown(value) ? undefined : value);

  const mode = known(inputs.mode);
  if (mode?.global && mode.replicated !== undefined)
    fail("mode", "expected one of global and replicated, got both");
  if (mode?.global && known(inputs.taskSpec?.placement)?.maxReplicas)
    fail("taskSpec.placement.maxReplicas", "only goes with a replicated service");

  const endpoint = known(inputs.endpointSpec);
  endpoint?.ports?.forEach((port, index, ports) => {
    const path = `endpointSpec.ports[${index}]`;
    if (endpoint.mode === "dnsrr" && port.publishMode !== "host")
      fail(
        `${path}.publishMode`,
        'expected "host": with mode "dnsrr" there is no ingress to publish a port on',
      );
    const twin = ports
      .slice(0, index)
      .findIndex((other) => samePort(port, other) && Boolean(port.publishedPort));
    if (twin >= 0)
      fail(
        `${path}.publishedPort`,
        `port ${String(port.publishedPort)} is published by endpointSpec.ports[${twin}] already`,
      );
  });

  const resources = known(inputs.taskSpec?.resources);
  for (const part of ["limits", "reservation"] as const) {
    const { nanoCpus, memoryBytes } = resources?.[part] ?? {};
    const path = `taskSpec.resources.${part}`;
    if (nanoCpus && nanoCpus < LEAST_NANO_CPUS)
      fail(
        `${path}.nanoCpus`,
        `expected at least ${LEAST_NANO_CPUS} (a thousandth of a CPU), got ${nanoCpus}`,
      );
    if (memoryBytes && memoryBytes < LEAST_MEMORY_BYTES)
      fail(
        `${path}.memoryBytes`,
        `expected at least ${LEAST_MEMORY_BYTES} (4 MiB), got ${memoryBytes}`,
      );
  }

  const container = known(inputs.taskSpec?.containerSpec);
  const base = "taskSpec.containerSpec";
  twice(`${base}.mounts`, container?.mounts, ({ target }) => target, "path", fail);
  twice(`${base}.secrets`, container?.secrets, ({ fileName }) => fileName, "file", fail);
  twice(`${base}.configs`, container?.configs, ({ fileName }) => fileName, "file", fail);
  twice(`${base}.labels`, container?.labels, ({ label }) => label, "label", fail);
  twice("labels", known(inputs.labels), ({ label }) => label, "label", fail);
  return failures;
}

/**
 * Why Swarm would not notice that an update fails: it watches each task for `monitor` only, and goes on to the next
 * after `delay`. Swarm takes it, so it is a warning and no failure.
 */
export function monitorWarning(inputs: Partial<ServiceInputs>): string | undefined {
  const config = inputs.updateConfig;
  if (!config || containsUnknown(config)) return undefined;
  const monitor = config.monitor ?? DEFAULT_MONITOR;
  const delay = config.delay ?? "0s";
  if ((parseDockerDuration(monitor) ?? 0) >= (parseDockerDuration(delay) ?? 0)) return undefined;
  return `updateConfig.monitor (${monitor}) is shorter than updateConfig.delay (${delay}): Swarm then misses tasks that fail between the two; make monitor at least ${delay}`;
}

interface Port {
  protocol?: string;
  publishedPort?: number;
}

/** True where two ports can't be published side by side. */
export function samePort(one: Port, other: Port): boolean {
  return (
    one.publishedPort === other.publishedPort &&
    (one.protocol ?? "tcp") === (other.protocol ?? "tcp")
  );
}

function twice<T>(
  property: string,
  list: readonly T[] | null | undefined,
  key: (element: T) => string,
  what: string,
  fail: (property: string, reason: string) => void,
): void {
  const names = (list ?? []).map(key);
  names.forEach((name, index) => {
    const first = names.indexOf(name);
    if (first < index)
      fail(
        `${property}[${index}]`,
        `the ${what} "${name}" is given by ${property}[${first}] already`,
      );
  });
}
