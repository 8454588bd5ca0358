import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { withFileLock } from "../file-lock.cjs";
import { allOnPath } from "../on-path";
import { cacheDir, localDir } from "../paths";
import type { Progress } from "../progress";
import { UserError } from "../user-error";
import { buildCli } from "./build-cli";
import { downloadCli } from "./download-cli";
import { cliOnPath, cliVersion, isNewEnough } from "./on-path-cli";
import { LANGUAGE_HOST_VARIABLE, WANTED_VERSION } from "./wanted";

const STEP = "Pulumi CLI";

/** The CLI that set-up settled on. */
export interface PulumiCli {
  /** Path of the executable. */
  file: string;
  version: string;
  source: "PATH" | "download" | "Go modules";
  /** True where no official nodejs language host belongs to it, and ours is used. */
  ownLanguageHost: boolean;
}

interface Remembered extends PulumiCli {
  mtimeMs: number;
  size: number;
  /** What was on the PATH then: another CLI there now is looked at anew. */
  onPath: string | undefined;
}

/** The choice of the last set-up, without any check: for the wrapper, whose start must cost nothing. */
export function rememberedCli(root: string): PulumiCli | undefined {
  const file = join(localDir(root), "cli.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Remembered) : undefined;
}

function stillFits(root: string, cli: PulumiCli | undefined): cli is PulumiCli {
  if (cli === undefined) return false;
  const { mtimeMs, size, onPath: seen } = cli as Remembered;
  const stat = statSync(cli.file, { throwIfNoEntry: false });
  if (stat?.mtimeMs !== mtimeMs || stat.size !== size || seen !== cliOnPath()) return false;
  if (cli.source !== "Go modules") return true;
  return dirname(cli.file) === join(cacheDir(), "pulumi", buildKey(root));
}

function remember(root: string, cli: PulumiCli): PulumiCli {
  const { mtimeMs, size } = statSync(cli.file);
  const remembered: Remembered = { ...cli, mtimeMs, size, onPath: cliOnPath() };
  mkdirSync(localDir(root), { recursive: true });
  const file = join(localDir(root), "cli.json");
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(remembered, null, 2));
  renameSync(`${file}.${process.pid}`, file);
  return cli;
}

/** Raise when what lies beside a self-built CLI changes. */
const LAYOUT = 2;

const platform = `${process.platform}-${process.arch}`;
const downloadKey = `v${WANTED_VERSION}-${platform}`;

/** Names a self-built CLI by everything that goes into it. */
function buildKey(root: string): string {
  const hash = createHash("sha256").update(String(LAYOUT));
  for (const name of ["go.mod", "go.sum"])
    hash.update(readFileSync(join(root, "toolchain/pulumi-cli", name)));
  return `v${WANTED_VERSION}-${platform}-go-${hash.digest("hex").slice(0, 12)}`;
}

function hasOfficialHost(file: string): boolean {
  const name = "pulumi-language-nodejs";
  if (existsSync(join(dirname(file), name))) return true;
  // Ours is on the PATH too where this runs beneath our own wrapper.
  return allOnPath(name).some((host) => !host.includes("toolchain/language-host/"));
}

async function fromPath(): Promise<PulumiCli | undefined> {
  const file = cliOnPath();
  if (file === undefined) return undefined;
  const version = await cliVersion(file);
  if (version === undefined || !isNewEnough(version)) return undefined;
  return { file, version, source: "PATH", ownLanguageHost: !hasOfficialHost(file) };
}

function fromCache(root: string): PulumiCli | undefined {
  const folder = join(cacheDir(), "pulumi");
  const version = WANTED_VERSION;
  const downloaded = join(folder, downloadKey, "pulumi");
  if (existsSync(downloaded))
    return { file: downloaded, version, source: "download", ownLanguageHost: false };
  const built = join(folder, buildKey(root), "pulumi");
  if (existsSync(built))
    return { file: built, version, source: "Go modules", ownLanguageHost: true };
  return undefined;
}

/** Fills a folder of the cache whole or not at all. */
async function fill(key: string, work: (folder: string) => Promise<boolean>): Promise<boolean> {
  const target = join(cacheDir(), "pulumi", key);
  const folder = `${target}.tmp-${process.pid}`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    if (!(await work(folder))) return false;
    const version = await cliVersion(join(folder, "pulumi"));
    if (version !== WANTED_VERSION)
      throw new UserError(
        `the Pulumi CLI just made says version ${version ?? "nothing"} instead of ${WANTED_VERSION}; ` +
          "install the Pulumi CLI by hand and put it on PATH.",
      );
    rmSync(target, { recursive: true, force: true });
    renameSync(folder, target);
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function obtain(root: string, progress: Progress): Promise<PulumiCli> {
  const archive = `${downloadKey}.work-${process.pid}`;
  const work = join(cacheDir(), "pulumi", archive);
  mkdirSync(work, { recursive: true });
  try {
    await progress.during(STEP, `downloading ${WANTED_VERSION}`, (note) =>
      fill(downloadKey, async (folder) => (await downloadCli(folder, work, note)) !== undefined),
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const downloaded = fromCache(root);
  if (downloaded !== undefined) return downloaded;
  await progress.during(
    STEP,
    `the download cannot be reached; building ${WANTED_VERSION} from Go modules (a few minutes, once per machine)`,
    (note) =>
      fill(buildKey(root), async (folder) => {
        await buildCli(join(root, "toolchain/pulumi-cli"), join(folder, "pulumi"), note);
        writeLanguageHostLauncher(folder);
        return true;
      }),
  );
  return fromCache(root)!;
}

/**
 * The CLI takes a language host that lies beside it without a word, and warns of one on the PATH.
 * The cache serves many checkouts, so what lies there starts the one that the environment names.
 */
function writeLanguageHostLauncher(folder: string): void {
  const text = `#!/bin/sh
if [ -z "$${LANGUAGE_HOST_VARIABLE}" ]; then
  echo "this Pulumi CLI belongs to Slipway: run it as .slipway/bin/pulumi or npm run pulumi" >&2
  exit 1
fi
exec "$${LANGUAGE_HOST_VARIABLE}" "$@"
`;
  writeFileSync(join(folder, "pulumi-language-nodejs"), text, { mode: 0o755 });
}

/** Finds or makes a Pulumi CLI: the one on PATH, the cached one, the download, or a build. */
export async function ensureCli(root: string, progress: Progress): Promise<PulumiCli> {
  const known = rememberedCli(root);
  const cli = stillFits(root, known)
    ? known
    : remember(
        root,
        (await fromPath()) ??
          fromCache(root) ??
          (await withFileLock(
            join(cacheDir(), "pulumi.lock"),
            async () => fromCache(root) ?? (await obtain(root, progress)),
            (pid) => progress.info(STEP, `waiting for another set-up (pid ${pid}) to get it`),
          )),
      );
  progress.done(STEP, `${cli.version} from ${cli.source}`);
  return cli;
}
