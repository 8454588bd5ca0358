/**
 * Runs `work` while holding the lock file `path`, so that two set-ups at a time do the same thing
 * only once. A lock whose owner is dead is taken over. `onWait` is called once with the owner's pid
 * when somebody else holds it.
 */
export declare function withFileLock<T>(
  path: string,
  work: () => T | Promise<T>,
  onWait?: (pid: number) => void,
): Promise<T>;
