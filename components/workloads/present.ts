/** Without properties that are undefined, so that `transforms` and tests see just what is set. */
export function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}
