import { EngineError } from "./engine-error";

/** The oldest Engine API that the plugin speaks, of Docker 20.10. */
const OLDEST = "1.41";
/** The newest that it knows, of Docker 28.3. A newer engine speaks this one too. */
const NEWEST = "1.51";

/** The version to speak with an engine whose newest is `engine`. */
export function negotiateApi(engine: string | undefined, where: string): string {
  if (engine === undefined || !/^\d+\.\d+$/.test(engine))
    throw new EngineError(
      "unsupported",
      `what answers at ${where} is no Docker engine, or one older than Docker API ${OLDEST}: correct the provider's \`host\``,
    );
  if (isOlder(engine, OLDEST))
    throw new EngineError(
      "unsupported",
      `the engine at ${where} speaks Docker API ${engine}, and this plugin needs ${OLDEST} (Docker 20.10) or newer: update Docker there`,
    );
  return isOlder(engine, NEWEST) ? engine : NEWEST;
}

/** True where version `a` is below `b`. */
export function isOlder(a: string, b: string): boolean {
  const [majorA = 0, minorA = 0] = a.split(".").map(Number);
  const [majorB = 0, minorB = 0] = b.split(".").map(Number);
  return majorA < majorB || (majorA === majorB && minorA < minorB);
}
