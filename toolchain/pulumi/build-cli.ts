import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { aptInstall } from "../apt-install";
import { onPath } from "../on-path";
import { canInstallPackages } from "../privileges";
import type { Note } from "../progress";
import { runCommand, tryCommand } from "../run-command";
import { UserError } from "../user-error";
import { compareVersions } from "../version";
import { WANTED_VERSION } from "./wanted";

const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
/** From 1.21 on, Go fetches the toolchain that a go.mod asks for as a module by itself. */
const MIN_GO = "1.21";
const USUAL_GO = ["/usr/local/go/bin/go", "/usr/lib/go/bin/go", "/opt/homebrew/bin/go"];

/** The Go version that a go.mod asks for. */
export function wantedGo(goMod: string): string {
  const wanted = /^go (\S+)$/m.exec(goMod)?.[1];
  if (wanted === undefined) throw new Error("toolchain/pulumi-cli/go.mod has no go line");
  return wanted;
}

async function goVersion(go: string): Promise<string | undefined> {
  const env = { ...process.env, GOTOOLCHAIN: "local" };
  const result = await tryCommand(go, ["env", "GOVERSION"], { env }).catch(() => undefined);
  return result?.code === 0 ? result.stdout.trim() : undefined;
}

async function usableGo(): Promise<{ go?: string; found: string[] }> {
  const found: string[] = [];
  for (const go of [onPath("go"), ...USUAL_GO]) {
    if (go === undefined || !existsSync(go)) continue;
    const version = await goVersion(go);
    if (version === undefined) continue;
    if (compareVersions(version, MIN_GO) >= 0) return { go, found };
    found.push(`${go} is ${version}`);
  }
  return { found };
}

/** Where Debian's own Go is new enough, installs it. */
async function installGo(note: Note): Promise<string | undefined> {
  if (!canInstallPackages()) return undefined;
  await tryCommand("apt-get", ["update"], { note });
  const policy = await tryCommand("apt-cache", ["policy", "golang-go"]);
  const candidate = /Candidate: (?:\d+:)?(\d[\d.]*)/.exec(policy.stdout)?.[1];
  if (candidate === undefined || compareVersions(candidate, MIN_GO) < 0) return undefined;
  await aptInstall(["golang-go"], note);
  return onPath("go");
}

/** Builds the CLI from Go modules into the file `output`. About two minutes the first time. */
export async function buildCli(moduleDir: string, output: string, note: Note): Promise<void> {
  const wanted = wantedGo(readFileSync(join(moduleDir, "go.mod"), "utf8"));
  const { go: present, found } = await usableGo();
  const go = present ?? (await installGo(note));
  if (go === undefined) {
    const seen = found.length > 0 ? ` (${found.join("; ")})` : "";
    throw new UserError(
      `no Pulumi CLI ${WANTED_VERSION} or newer on PATH, its download cannot be reached, and to ` +
        `build it Go ${MIN_GO} or newer is needed${seen}. Install Go (https://go.dev/dl/) or the ` +
        "Pulumi CLI (https://www.pulumi.com/docs/install/) and run the same command again.",
    );
  }
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    CGO_ENABLED: "0",
    GOWORK: "off",
    GOFLAGS: "-mod=readonly",
    GOTOOLCHAIN: `go${wanted}+auto`,
  };
  note("downloading Go modules");
  const failure = `could not build the Pulumi CLI ${WANTED_VERSION} from Go modules`;
  await runCommand(go, ["mod", "download"], failure, { cwd: moduleDir, env, note });
  note("compiling");
  const ldflags = `-s -w -X ${VERSION_VARIABLE}=v${WANTED_VERSION}`;
  const args = ["build", "-ldflags", ldflags, "-o", output, PACKAGE];
  await runCommand(go, args, failure, { cwd: moduleDir, env, note });
}
