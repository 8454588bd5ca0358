/** How often it is looked for. */
const POLL_MILLISECONDS = 2000;

/** Calls `gone` once when the process that started this one has ended; keeps no process alive by itself. */
export function onParentGone(gone: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, POLL_MILLISECONDS);
  timer.unref();
}
