import WebSocket from "ws";

import { EngineError } from "../../../docker/client/engine-error";
import type { ApiClient } from "../kubernetes/api-client";
import { ApiError, ApiUnreachable } from "../kubernetes/api-error";
import { engineErrorFromApi } from "../kubernetes/engine-error-from";
import type { RunCommand } from "../command";
import type { Channel } from "./channel";
import { checkCommand } from "./check-command";
import type { OutputName } from "./collected";
import { cantEnd } from "./on-host";
import { BOOTSTRAP } from "./shell-scripts";
import { supervise, type Outcome } from "./supervise";

/** Where a command is to run. */
export interface PodContainer {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** The API's framing of the three standard streams and of how it ended; the newest first that a server may know. */
const PROTOCOLS = ["v5.channel.k8s.io", "v4.channel.k8s.io"];
/** Milliseconds. */
const CONNECT = 30_000;
/** Bytes of a message; kubectl's. */
const PIECE = 32 * 1024;

/**
 * Runs commands in a container of a pod. The API can start a command there but not end it, so a shell in the container
 * watches over it, as in Docker's; a container without one is refused.
 */
export function runInPod(api: ApiClient, place: PodContainer): RunCommand {
  return async (command, watch) => {
    checkCommand(command);
    let ending: Ending | undefined;
    const outcome = await supervise(
      (onOutput) => podChannel(api, place, onOutput, (how) => (ending = how)),
      command,
      // The API starts it as the container's user; where that is root, it can become another.
      { user: command.user, workdir: command.workdir, atHome: false },
      watch,
    );
    if (outcome.kind === "ended" && outcome.left === undefined) return outcome.result;
    throw failure(place, outcome, command.user, ending);
  };
}

/** `Status` that the API server sends at the end. */
interface Ending {
  status?: string;
  message?: string;
  reason?: string;
}

const CHANNEL = Object.freeze({ stdin: 0, stdout: 1, stderr: 2, ending: 3 });

async function podChannel(
  api: ApiClient,
  { namespace, pod, container }: PodContainer,
  onOutput: (chunk: Buffer, from: OutputName) => void,
  onEnding: (how: Ending) => void,
): Promise<Channel> {
  const query = new URLSearchParams({ container, stdin: "true", stdout: "true", stderr: "true" });
  for (const word of ["/bin/sh", "-c", BOOTSTRAP]) query.append("command", word);
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}/exec`;
  const { tls, headers } = await api.credentials().catch((error: unknown) => {
    throw engineErrorFromApi(error, api.access.server);
  });
  const url = `${api.access.server.replace(/^http/, "ws")}${path}?${query.toString()}`;
  const socket = new WebSocket(url, PROTOCOLS, { ...tls, headers, handshakeTimeout: CONNECT });
  socket.on("message", (data: Buffer) => {
    const [channel] = data;
    const content = data.subarray(1);
    if (content.length === 0) return;
    if (channel === CHANNEL.stdout) onOutput(content, "stdout");
    else if (channel === CHANNEL.stderr) onOutput(content, "stderr");
    else if (channel === CHANNEL.ending) onEnding(JSON.parse(content.toString()) as Ending);
  });
  const lost = (error: Error) =>
    engineErrorFromApi(new ApiUnreachable(api.access.server, error), api.access.server);
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.on("error", (error) => reject(lost(error)));
    // Said in the place of the other protocol: no such pod, no rights.
    socket.once("unexpected-response", (_, answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => {
        const said = refusal(Buffer.concat(chunks).toString());
        const error = new ApiError(answer.statusCode ?? 0, said, `GET ${path}`);
        reject(engineErrorFromApi(error, api.access.server));
      });
    });
  });
  const ended = new Promise<void>((resolve, reject) => {
    socket.once("close", () => resolve());
    socket.on("error", (error) => reject(lost(error)));
  });
  ended.catch(() => undefined); // Whoever waits gets it; nobody may, once the command has ended.
  return {
    write: (bytes) => {
      const all = Buffer.from(bytes);
      for (let at = 0; at < all.length && socket.readyState === WebSocket.OPEN; at += PIECE)
        socket.send(Buffer.concat([Buffer.of(CHANNEL.stdin), all.subarray(at, at + PIECE)]));
    },
    endInput: () => socket.close(),
    ended,
    close: () => socket.terminate(),
  };
}

function refusal(body: string): { message?: string } {
  try {
    return JSON.parse(body) as { message?: string };
  } catch {
    return {};
  }
}

function failure(
  { namespace, pod, container }: PodContainer,
  outcome: Outcome,
  user: string | undefined,
  ending: Ending | undefined,
): EngineError {
  const where = `container ${container} of pod ${namespace}/${pod}`;
  if (outcome.kind === "refused")
    return new EngineError(
      "denied",
      outcome.why === "user"
        ? `there is no user ${user} in ${where}`
        : `a command in ${where} runs as the container's user, who may not become ${user}: Kubernetes knows no user for exec, so that this takes a container that runs as root with the capabilities SETUID and SETGID`,
    );
  if (outcome.kind === "ended")
    return new EngineError("server", cantEnd(outcome.left!.pids, where));
  if (!outcome.begun && ending?.status === "Failure")
    return new EngineError(
      "unsupported",
      `${where} can't start /bin/sh, which watches over commands there: ${ending.message ?? ending.reason ?? "no reason given"}`,
    );
  return new EngineError(
    "conflict",
    `the command in ${where} was cut off: the container was stopped, or ran out of memory`,
  );
}
