import { parseDockerDuration } from "./docker-duration";

/**
 * A moment as the docker command takes it, in seconds since 1970: a time, seconds since 1970, or a duration, which counts
 * back from `nowSeconds`. Undefined where the text is none.
 */
export function dockerMomentSeconds(text: string, nowSeconds: number): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  const nanoseconds = text === "" ? undefined : parseDockerDuration(text);
  if (nanoseconds !== undefined) return nowSeconds - Number(nanoseconds) / 1e9;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date / 1000;
}
