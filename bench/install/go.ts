import { installStep } from "./install-step";

/** Environment of every Go build here: small enough to leave the machine usable meanwhile. */
const GO_ENV = { CGO_ENABLED: "0", GOFLAGS: "-p=2 -buildvcs=false", GOWORK: "off" };

/** Builds the command in package `pkg` of the module in `moduleDir` as `output`. Takes minutes. */
export async function goBuild(
  moduleDir: string,
  pkg: string,
  output: string,
  ldflags = "",
  mod: "mod" | "readonly" = "readonly",
): Promise<void> {
  const flags = ["-trimpath", `-mod=${mod}`, "-ldflags", `-s -w ${ldflags}`.trim(), "-o", output];
  await installStep({
    argv: ["nice", "-n", "10", "go", "build", ...flags, pkg],
    cwd: moduleDir,
    env: GO_ENV,
  });
}

/** Downloads a module and returns the (read-only) directory of its source. */
export async function goModuleDir(module: string, version: string, cwd: string): Promise<string> {
  const stdout = await installStep({
    argv: ["go", "mod", "download", "-json", `${module}@${version}`],
    cwd,
    env: GO_ENV,
  });
  const dir = (JSON.parse(stdout) as { Dir?: string }).Dir;
  if (dir === undefined) throw new Error(`go mod download of ${module}@${version} named no folder`);
  return dir;
}
