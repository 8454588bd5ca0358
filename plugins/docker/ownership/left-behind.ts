/**
 * How a container is found again after an interrupted run.
 *
 * Every container carries its URN, a hash of its specification, the owner (state backend) and, where it replaces
 * another, that one's name ("previous"). At a create for a URN, the containers with its URN and owner are:
 *
 * - the live one: state has its name, Check told us. Never touched; the engine deletes it in time.
 * - those that the live one replaced, found by following "previous" from it: they may still be pending deletion in
 *   state and may still be serving. Never touched either.
 * - all others: left behind by a run that was killed before state was written. One of them that is what is wanted now
 *   (equal hash, equal secrets, equal image) is adopted; the rest go once the new container is ready.
 *
 * The cases, with L live in state and N left behind:
 *
 * - killed during the first create ever: no L. N is adopted, or goes where the specification has changed since.
 * - killed while a replacement was waited for: N has L as its previous. Same specification again: N is adopted
 *   (renamed, started, waited for). Another one: a third is made, and N goes after it is ready. Put back to what L
 *   is: nothing changes, so nothing is created; N goes with the next update of L or at its delete.
 * - state saved: N is in state by name; then it is the live one itself, and what it replaced is found through
 *   "previous".
 * - state not saved (PULUMI_SKIP_CHECKPOINTS): state still says L though L may be gone. N is adopted; the delete of
 *   L by its id finds nothing, which is success.
 * - two left behind: the newest fitting one is adopted, the others go.
 * - `--replace`: the engine gives Check no old inputs, so L looks left behind. The CLI's wrapper tells what was asked for
 *   (asked-to-replace.ts): then nothing is adopted, and L stays until the engine deletes it. Without the wrapper L is
 *   adopted where the specification is equal, and the engine's delete of the old incarnation, which has the same id, is
 *   recognised by its other name and skipped.
 */
export interface OwnedContainer {
  id: string;
  name: string;
  urn: string;
  spec: string | undefined;
  /** Name of the container that it replaces. */
  previous: string | undefined;
  /** As in a list: `created`, `running`, `exited`, … */
  state: string;
  /** Seconds since 1970. */
  created: number;
}

export interface Known {
  urn: string;
  /** Name that state has for this URN. */
  liveName: string | undefined;
  /** Names that state has for any URN: a resource renamed by an alias keeps containers with its former URN. */
  namesInState: ReadonlySet<string>;
  /** Ids of containers that this process made, adopted, keeps or has removed. */
  dealtWith: ReadonlySet<string>;
}

/** What an interrupted run left for a URN, newest first. */
export function leftBehind(owned: readonly OwnedContainer[], known: Known): OwnedContainer[] {
  const own = owned.filter((container) => container.urn === known.urn);
  const kept = new Set(known.namesInState);
  for (let name = known.liveName; name !== undefined;) {
    kept.add(name);
    const previous: string | undefined = own.find((each) => each.name === name)?.previous;
    name = previous !== undefined && !kept.has(previous) ? previous : undefined;
  }
  return own
    .filter((container) => !kept.has(container.name) && !known.dealtWith.has(container.id))
    .sort((a, b) => b.created - a.created);
}
