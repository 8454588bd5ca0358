import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findGo, MIN_GO } from "../go/find-go";
import { goBuild } from "../go/go-build";
import type { Note } from "../progress";
import { UserError } from "../user-error";
import { WANTED_VERSION } from "./wanted";

const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** The Go version that a go.mod asks for. */
export function wantedGo(goMod: string): string {
  const wanted = /^go (\S+)$/m.exec(goMod)?.[1];
  if (wanted === undefined) throw new Error("toolchain/pulumi-cli/go.mod has no go line");
  return wanted;
}

/** Builds the CLI from Go modules into the file `output`. About two minutes the first time. */
export async function buildCli(moduleDir: string, output: string, note: Note): Promise<void> {
  const wanted = wantedGo(readFileSync(join(moduleDir, "go.mod"), "utf8"));
  const { go, found } = await findGo(note);
  if (go === undefined) {
    const seen = found.length > 0 ? ` (${found.join("; ")})` : "";
    throw new UserError(
      `no Pulumi CLI ${WANTED_VERSION} or newer on PATH, its download cannot be reached, and to ` +
        `build it Go ${MIN_GO} or newer is needed${seen}. Install Go (https://go.dev/dl/) or the ` +
        "Pulumi CLI (https://www.pulumi.com/docs/install/) and run the same command again.",
    );
  }
  await goBuild({
    go,
    moduleDir,
    package: PACKAGE,
    output,
    ldflags: `-X ${VERSION_VARIABLE}=v${WANTED_VERSION}`,
    failure: `could not build the Pulumi CLI ${WANTED_VERSION} from Go modules`,
    toolchain: `go${wanted}+auto`,
    note,
  });
}
