import type { Note } from "../progress";
import { runCommand } from "../run-command";

export interface GoBuild {
  /** The go command. */
  go: string;
  /** Folder of the go.mod. */
  moduleDir: string;
  package: string;
  /** The file to make. */
  output: string;
  ldflags: string;
  /** What to say where it fails. */
  failure: string;
  /** `GOTOOLCHAIN`. Defaults to `auto`: the Go that is there, or a newer one where the module asks for it. */
  toolchain?: string;
  note: Note;
}

/** Builds a command from Go modules as go.mod and go.sum have it, without C. Takes minutes the first time. */
export async function goBuild(build: GoBuild): Promise<void> {
  const { go, note, failure, moduleDir: cwd } = build;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    CGO_ENABLED: "0",
    GOWORK: "off",
    GOFLAGS: "-mod=readonly",
    GOTOOLCHAIN: build.toolchain ?? "auto",
  };
  note("downloading Go modules");
  await runCommand(go, ["mod", "download"], failure, { cwd, env, note });
  note("compiling");
  const ldflags = `-s -w ${build.ldflags}`;
  // Neither this folder's name nor the commit stands in the binary: the cache names it by its sources.
  const flags = ["-trimpath", "-buildvcs=false", "-ldflags", ldflags];
  const args = ["build", ...flags, "-o", build.output, build.package];
  await runCommand(go, args, failure, { cwd, env, note });
}
