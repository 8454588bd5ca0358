import { formatDockerDuration, parseDockerDuration } from "../../../../../model/docker-duration";

export function nanoseconds(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDockerDuration(text);
}

/** The member `name`, or nothing where Swarm has no such duration. */
export function durationFound<K extends string>(
  name: K,
  found: number | null | undefined,
): { [P in K]?: string } {
  return found === null || found === undefined
    ? {}
    : ({ [name]: formatDockerDuration(found) } as { [P in K]?: string });
}
