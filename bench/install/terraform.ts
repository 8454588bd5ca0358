import { chmodSync, cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache-dir";
import { goBuild, goModuleDir } from "./go";

export const TERRAFORM_VERSION = "1.11.4";
const TERRAFORM = "github.com/hashicorp/terraform";
const PROVIDER = "github.com/kreuzwerker/terraform-provider-docker";
const PROVIDER_VERSION = "v0.0.0-20260916201441-96d331c98ff4";

/** Names under which Terraform looks for the provider in a local mirror. */
export const PROVIDER_SOURCE = "registry.terraform.io/kreuzwerker/docker";
export const PROVIDER_MIRROR_VERSION = "4.99.0";

/**
 * Terraform's source without the remote-state backends that are modules of their own, which the Go
 * module proxy doesn't serve. State in a local file, which is all that the bench uses, is untouched.
 */
export function withoutUnservedBackends(
  initSource: string,
  isThere: (packageDir: string) => boolean,
): string {
  let source = initSource;
  const imports = /^\s*(\w+) "github\.com\/hashicorp\/terraform\/(internal\/[^"]+)"\n/gm;
  for (const [line, alias, dir] of initSource.matchAll(imports)) {
    if (dir === undefined || isThere(dir)) continue;
    source = source.replace(line, "");
    source = source.replace(new RegExp(`^.*\\b${alias}\\.New\\(.*\\n`, "gm"), "");
  }
  return source;
}

/** A go.mod without the modules that it replaces by folders of its own, and without `godebug`. */
export function withoutLocalModules(goMod: string): string {
  const local = [...goMod.matchAll(/^replace (\S+) => \.\//gm)].map((match) => match[1] ?? "");
  return goMod
    .split("\n")
    .filter((line) => !local.some((module) => line.split(/\s+/).includes(module)))
    .filter((line) => !line.startsWith("godebug "))
    .join("\n");
}

/** Builds Terraform (about 2 minutes). Returns the binary. */
export async function buildTerraform(): Promise<string> {
  const dir = await cached("terraform", [TERRAFORM_VERSION, process.arch, 1], async (work) => {
    const module = await goModuleDir(TERRAFORM, `v${TERRAFORM_VERSION}`, work);
    const source = join(work, "source");
    // Go's module cache is read-only; the copy must not be.
    cpSync(module, source, { recursive: true, filter: (from) => !from.includes("/website") });
    const edit = (file: string, change: (text: string) => string): void => {
      const path = join(source, file);
      const text = change(readFileSync(path, "utf8"));
      chmodSync(path, 0o644);
      writeFileSync(path, text);
    };
    edit("go.mod", withoutLocalModules);
    chmodSync(join(source, "go.sum"), 0o644);
    edit("internal/backend/init/init.go", (text) =>
      withoutUnservedBackends(text, (packageDir) => existsSync(join(source, packageDir))),
    );
    const ldflags = `-X ${TERRAFORM}/version.dev=no`;
    await goBuild(source, ".", join(work, "terraform"), ldflags, "mod");
  });
  return join(dir, "terraform");
}

/** Builds kreuzwerker's Docker provider (about 4 minutes). Returns the root of a local mirror with it. */
export async function buildTerraformProvider(): Promise<string> {
  const recipe = [PROVIDER_VERSION, PROVIDER_MIRROR_VERSION, process.arch];
  return cached("terraform-provider-docker", recipe, async (work) => {
    const source = await goModuleDir(PROVIDER, PROVIDER_VERSION, work);
    const platform = `linux_${process.arch === "x64" ? "amd64" : process.arch}`;
    const name = `terraform-provider-docker_v${PROVIDER_MIRROR_VERSION}`;
    const output = join(work, PROVIDER_SOURCE, PROVIDER_MIRROR_VERSION, platform, name);
    await goBuild(source, ".", output);
  });
}
