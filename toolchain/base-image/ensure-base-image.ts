import { createReadStream } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import type { IncomingMessage } from "node:http";
import type { DockerEndpoint } from "../docker/endpoint";
import { bodyText, engineRequest } from "../docker/engine-request";
import type { Note, Progress } from "../progress";
import { UserError } from "../user-error";
import { makeRootfs } from "./make-rootfs";

const STEP = "base image";
const REPOSITORY = "debian";
const TAG = "bookworm-slim";
export const BASE_IMAGE = `${REPOSITORY}:${TAG}`;

/** A registry that has said nothing for so long counts as unreachable. */
const PULL_SILENCE_MS = 6_000;
const LOOK_MS = 10_000;

async function hasImage(endpoint: DockerEndpoint): Promise<boolean> {
  const path = `/images/${encodeURIComponent(BASE_IMAGE)}/json`;
  const response = await engineRequest(endpoint, { path, silenceMs: LOOK_MS });
  const body = await bodyText(response);
  if (response.statusCode === 200) return true;
  if (response.statusCode === 404) return false;
  throw new UserError(`the Docker engine could not look for ${BASE_IMAGE}: ${messageOf(body)}`);
}

function messageOf(body: string): string {
  try {
    return (JSON.parse(body) as { message?: string }).message ?? body.trim();
  } catch {
    return body.trim();
  }
}

/** Reads the engine's progress stream to its end; an error line in it rejects. */
async function followStream(response: IncomingMessage, note: Note): Promise<void> {
  if (response.statusCode !== 200) throw new Error(messageOf(await bodyText(response)));
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of response) {
    const lines = (rest + decoder.write(chunk as Buffer)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines.filter((text) => text.trim() !== "")) {
      const event = JSON.parse(line) as { error?: string; status?: string; progress?: string };
      if (event.error !== undefined) throw new Error(event.error);
      if (event.status !== undefined) note(`${event.status} ${event.progress ?? ""}`.trim());
    }
  }
}

async function pull(endpoint: DockerEndpoint, note: Note): Promise<boolean> {
  try {
    const response = await engineRequest(endpoint, {
      method: "POST",
      path: `/images/create?fromImage=${REPOSITORY}&tag=${TAG}`,
      silenceMs: PULL_SILENCE_MS,
    });
    await followStream(response, note);
    return true;
  } catch {
    return false; // unreachable, or refused (rate limit): an equivalent is made instead
  }
}

async function importRootfs(endpoint: DockerEndpoint, tar: string, note: Note): Promise<void> {
  const changes = ['CMD ["bash"]', "LABEL dev.slipway.base=mmdebstrap"]
    .map((change) => `&changes=${encodeURIComponent(change)}`)
    .join("");
  try {
    const response = await engineRequest(endpoint, {
      method: "POST",
      path: `/images/create?fromSrc=-&repo=${REPOSITORY}&tag=${TAG}${changes}`,
      body: createReadStream(tar),
    });
    await followStream(response, note);
  } catch (error) {
    throw new UserError(
      `the Docker engine could not import the base image ${tar}: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/**
 * Puts `debian:bookworm-slim` into an engine that lacks it: from Docker Hub where that answers,
 * else made from Debian's packages. The same Dockerfiles then build on every machine.
 */
export async function ensureBaseImage(endpoint: DockerEndpoint, progress: Progress): Promise<void> {
  if (await hasImage(endpoint)) {
    progress.done(STEP, BASE_IMAGE);
    return;
  }
  if (await progress.during(STEP, `pulling ${BASE_IMAGE}`, (note) => pull(endpoint, note))) {
    progress.done(STEP, `${BASE_IMAGE} from Docker Hub`);
    return;
  }
  await progress.during(
    STEP,
    `Docker Hub cannot be reached; making ${BASE_IMAGE} from Debian packages (about a minute, once per machine)`,
    async (note) => importRootfs(endpoint, await makeRootfs(note), note),
  );
  progress.done(STEP, `${BASE_IMAGE} made from Debian packages`);
}
