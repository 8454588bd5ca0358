/** How many of so many managers have to agree. */
export function quorumOf(managers: number): number {
  return Math.floor(managers / 2) + 1;
}

/**
 * Why a swarm may not go from some managers to others in one update, or undefined. Those that leave go one after the
 * other, but where one of the rest doesn't answer just then, more than this at a time loses the quorum.
 */
export function managersMistake(
  before: readonly string[],
  after: readonly string[],
): string | undefined {
  const leaving = before.filter((name) => !after.includes(name));
  const staying = before.length - leaving.length;
  const atOnce = Math.max(1, before.length - quorumOf(before.length));
  if (leaving.length === 0 || (leaving.length <= atOnce && staying > 0)) return undefined;
  const names = leaving.join(", ");
  if (before.length === 1)
    return `${names} is the only manager, so the swarm would be lost with it: add its successor in one \`up\`, and take ${names} out in the next`;
  return `${leaving.length} of ${before.length} managers (${names}) would stop being managers at once, which puts the quorum of ${quorumOf(before.length)} at risk: take out at most ${atOnce} in one \`up\``;
}

/** What speaks against a number of managers, or undefined. */
export function managerCountWarning(count: number): string | undefined {
  if (count < 2 || count % 2 === 1) return undefined;
  return `${count} managers stand no more losses than ${count - 1}, as ${quorumOf(count)} of them have to agree: an odd number is better`;
}

/** A manager as the others see it. */
export interface Member {
  id: string;
  reachable: boolean;
}

/** True where the managers that are left can't decide anything any more once `leaving` is none of them. */
export function losesQuorum(members: readonly Member[], leaving: string): boolean {
  const left = members.filter(({ id }) => id !== leaving);
  return left.filter(({ reachable }) => reachable).length < quorumOf(left.length);
}
