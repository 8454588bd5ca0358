import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, mkdirSync } from "node:fs";
import { get } from "node:https";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Note } from "../progress";
import { runCommand } from "../run-command";
import { UserError } from "../user-error";
import { WANTED_VERSION } from "./wanted";

const ARCHIVES = "https://get.pulumi.com/releases/sdk";
const CHECKSUMS = `https://github.com/pulumi/pulumi/releases/download/v${WANTED_VERSION}/pulumi-${WANTED_VERSION}-checksums.txt`;
const REACH_MS = 3_000;
const STALL_MS = 15_000;
const MAX_REDIRECTS = 5;

/** The official archive for a platform; undefined where there is none that we can unpack. */
export function archiveName(
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
): string | undefined {
  const os = { linux: "linux", darwin: "darwin" }[platform as string];
  const cpu = { x64: "x64", arm64: "arm64" }[arch];
  if (os === undefined || cpu === undefined) return undefined;
  return `pulumi-v${WANTED_VERSION}-${os}-${cpu}.tar.gz`;
}

/** The SHA-256 of `archive` in the text of a release's checksums file. */
export function checksumOf(archive: string, text: string): string | undefined {
  return text
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .find(([, name]) => name?.replace(/^[*.]*\/?/, "") === archive)?.[0];
}

/** Opens `url`, following redirects; gives up when no answer has come within 3 seconds. */
function open(url: string, redirects = 0): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(
      () => request.destroy(new Error(`no answer in ${REACH_MS} ms`)),
      REACH_MS,
    );
    const request = get(url, (response) => {
      clearTimeout(deadline);
      const { statusCode = 0, headers } = response;
      if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
        response.destroy();
        if (redirects === MAX_REDIRECTS) return reject(new Error("too many redirects"));
        return resolve(open(new URL(headers.location, url).href, redirects + 1));
      }
      if (statusCode !== 200) {
        response.destroy();
        return reject(new Error(`HTTP status ${statusCode}`));
      }
      response.setTimeout(STALL_MS, () => response.destroy(new Error("the download stalled")));
      resolve(response);
    });
    request.once("error", (error) => {
      clearTimeout(deadline);
      reject(error);
    });
  });
}

async function publishedChecksum(archive: string): Promise<string | undefined> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of await open(CHECKSUMS)) chunks.push(chunk as Buffer);
    return checksumOf(archive, Buffer.concat(chunks).toString());
  } catch {
    return undefined; // the archive's own TLS connection still vouches for it, as with the official installer
  }
}

/**
 * Downloads the official CLI and unpacks it into `folder`. Returns undefined where the download
 * can't be reached; throws where what arrived is not what was published.
 */
export async function downloadCli(
  folder: string,
  work: string,
  note: Note,
): Promise<{ verified: boolean } | undefined> {
  const archive = archiveName();
  if (archive === undefined) return undefined;
  let response: IncomingMessage;
  try {
    response = await open(`${ARCHIVES}/${archive}`);
  } catch {
    return undefined;
  }
  const file = join(work, archive);
  const total = Number(response.headers["content-length"] ?? 0);
  let received = 0;
  response.on("data", (chunk: Buffer) => {
    received += chunk.length;
    const of = total > 0 ? ` of ${(total / 1e6).toFixed(0)}` : "";
    note(`${(received / 1e6).toFixed(0)}${of} MB`);
  });
  try {
    await pipeline(response, createWriteStream(file));
  } catch {
    return undefined; // cut off on the way: as good as unreachable
  }
  const wanted = await publishedChecksum(archive);
  if (wanted !== undefined) {
    const hash = createHash("sha256");
    await pipeline(createReadStream(file), hash);
    const got = hash.digest("hex");
    if (got !== wanted)
      throw new UserError(
        `the downloaded ${archive} has SHA-256 ${got}, but ${wanted} was published; ` +
          "something on the way changed it. Install the Pulumi CLI by hand and put it on PATH.",
      );
  }
  mkdirSync(folder, { recursive: true });
  await runCommand(
    "tar",
    ["-xzf", file, "-C", folder, "--strip-components=1"],
    `could not unpack ${archive}`,
  );
  return { verified: wanted !== undefined };
}
