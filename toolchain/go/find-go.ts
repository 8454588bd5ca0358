import { existsSync } from "node:fs";
import { aptInstall } from "../apt-install";
import { onPath } from "../on-path";
import { canInstallPackages } from "../privileges";
import type { Note } from "../progress";
import { tryCommand } from "../run-command";
import { compareVersions } from "../version";

/** From 1.21 on, Go fetches the toolchain that a go.mod asks for as a module by itself. */
export const MIN_GO = "1.21";
const USUAL_GO = ["/usr/local/go/bin/go", "/usr/lib/go/bin/go", "/opt/homebrew/bin/go"];

export interface FoundGo {
  /** The command; undefined where there is none that could be used, nor installed. */
  go?: string;
  /** What was there and is too old, in words. */
  found: string[];
}

/** A Go that can build our modules: one that is there, else Debian's where that is new enough. */
export async function findGo(note: Note): Promise<FoundGo> {
  const { go, found } = await usableGo();
  return { go: go ?? (await installGo(note)), found };
}

async function usableGo(): Promise<FoundGo> {
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

async function goVersion(go: string): Promise<string | undefined> {
  const env = { ...process.env, GOTOOLCHAIN: "local" };
  const result = await tryCommand(go, ["env", "GOVERSION"], { env }).catch(() => undefined);
  return result?.code === 0 ? result.stdout.trim() : undefined;
}

async function installGo(note: Note): Promise<string | undefined> {
  if (!canInstallPackages()) return undefined;
  await tryCommand("apt-get", ["update"], { note });
  const policy = await tryCommand("apt-cache", ["policy", "golang-go"]);
  const candidate = /Candidate: (?:\d+:)?(\d[\d.]*)/.exec(policy.stdout)?.[1];
  if (candidate === undefined || compareVersions(candidate, MIN_GO) < 0) return undefined;
  await aptInstall(["golang-go"], note);
  return onPath("go");
}
