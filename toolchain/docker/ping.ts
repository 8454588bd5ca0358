import type { DockerEndpoint } from "./endpoint";
import { bodyText, engineRequest } from "./engine-request";

const ANSWER_MS = 3_000;

/** What an engine's address answers. */
export type EngineState =
  | { kind: "ready"; version: string; apiVersion: string; os: string }
  /** Nothing listens there. */
  | { kind: "absent"; reason: string }
  /** The socket is there, but not for this user. */
  | { kind: "denied" }
  /** Something is there and says nothing, or nothing sensible. */
  | { kind: "silent"; reason: string };

const ABSENT = new Set(["ENOENT", "ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH", "ENETUNREACH"]);

/** Asks the engine for its version; never takes longer than 3 seconds. */
export async function pingEngine(
  endpoint: DockerEndpoint,
  answerMs = ANSWER_MS,
): Promise<EngineState> {
  try {
    const response = await engineRequest(endpoint, { path: "/version", silenceMs: answerMs });
    const text = await bodyText(response);
    if (response.statusCode !== 200)
      return { kind: "silent", reason: `it answers with HTTP status ${response.statusCode}` };
    const version = JSON.parse(text) as { Version?: string; ApiVersion?: string; Os?: string };
    return {
      kind: "ready",
      version: version.Version ?? "?",
      apiVersion: version.ApiVersion ?? "?",
      os: version.Os ?? "?",
    };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM") return { kind: "denied" };
    if (code !== undefined && ABSENT.has(code)) return { kind: "absent", reason: code };
    return { kind: "silent", reason: message };
  }
}
