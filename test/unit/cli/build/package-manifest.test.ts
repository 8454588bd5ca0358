import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { packageManifest, type Manifest } from "../../../../cli/build/package-manifest";

const root = resolve(__dirname, "../../../..");
const checkout = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;

/** Packages that the components import, as far as they are loaded at all. */
function imported(): string[] {
  const names = ["apps", "build-context", "components", "model", "plugins/slipway/sdk"].flatMap(
    (folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .flatMap((file) => [
          ...readFileSync(join(root, folder, file), "utf8").matchAll(
            /from "((?:@[\w-]+\/)?[\w-]+)/g,
          ),
        ])
        .map(([, name]) => name!),
  );
  return [...new Set(names)].filter((name) => name !== "node").sort();
}

describe("the package's manifest", () => {
  const { dependencies, peerDependencies, exports } = packageManifest(checkout) as Record<
    string,
    Record<string, unknown>
  >;

  it("must name what the components import, and nothing of the plugins", () => {
    const named = Object.keys({ ...dependencies, ...peerDependencies });
    // By it the SDK reads apps/.
    const beside = ["typescript"];
    expect(named.filter((name) => !beside.includes(name)).sort()).toEqual(imported());
  });

  it("must have the versions that were tried, or newer ones", () => {
    expect(dependencies!["@pulumi/docker"]).toBe(`^${checkout.dependencies["@pulumi/docker"]}`);
  });

  it("must have a path for each component", () => {
    expect(exports!["./*"]).toEqual({
      types: "./components/*.d.ts",
      default: "./components/*.js",
    });
  });
});
