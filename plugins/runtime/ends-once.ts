/** A close that hangs must not keep a plugin alive that nobody talks to any more. */
const EXIT_MILLISECONDS = 5000;

/** A function that closes what is open and ends the process. It is also called by the signals that ask for that. */
export function endsOnce(close: () => Promise<void>): () => void {
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(0), EXIT_MILLISECONDS).unref();
    void close().finally(() => process.exit(0));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, end);
  return end;
}
