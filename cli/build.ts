import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageManifest, type Manifest } from "./build/package-manifest";
import { bundle } from "../toolchain/load-bundle.cjs";
import { checkoutRoot } from "../toolchain/paths";
import { tryCommand } from "../toolchain/run-command";
import { UserError } from "../toolchain/user-error";
import type { Word } from "./word";

/** Files that are taken as they are. */
const ASSETS = [
  "LICENSE",
  "components/gateway/image",
  "plugins/runtime/shared/launch.sh",
  "apps/PulumiPlugin.yaml",
  "apps/package.json",
  // The SDK finds out from the sources what other languages may say.
  "apps/tsconfig.json",
  "apps/index.ts",
  "apps/web-app.ts",
];
const PLUGINS = ["docker", "slipway"];

/** `npm run build`: the components as a package of JavaScript with types, in dist/. */
export const main: Word = async () => {
  const root = checkoutRoot();
  const dist = join(root, "dist");
  rmSync(dist, { recursive: true, force: true });
  await compile(root);
  for (const asset of ASSETS) take(root, dist, asset);
  cpSync(join(root, "docs/package.md"), join(dist, "README.md"));
  for (const plugin of PLUGINS) makePlugin(root, dist, plugin);
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
  writeFileSync(
    join(dist, "package.json"),
    `${JSON.stringify(packageManifest(manifest), undefined, 2)}\n`,
  );
  process.stdout.write(`✓ dist: slipway ${manifest.version}; \`npm pack ./dist\` packs it\n`);
  return 0;
};

async function compile(root: string): Promise<void> {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { code, stdout } = await tryCommand(process.execPath, [tsc, "-p", "tsconfig.build.json"], {
    cwd: root,
  });
  if (code !== 0) throw new UserError(`the components don't compile:\n${stdout}`);
}

function take(root: string, dist: string, path: string): void {
  mkdirSync(dirname(join(dist, path)), { recursive: true });
  cpSync(join(root, path), join(dist, path), { recursive: true });
}

/** One file with all that the plugin needs, beside the executable that starts it. */
function makePlugin(root: string, dist: string, plugin: string): void {
  const executable = `plugins/${plugin}/bin/pulumi-resource-${plugin}`;
  take(root, dist, executable);
  chmodSync(join(dist, executable), 0o755);
  const code = readFileSync(bundle(`plugins/${plugin}/main.ts`), "utf8");
  writeFileSync(
    join(dist, `plugins/${plugin}/bin/plugin.cjs`),
    code.replace(/\n\/\/# sourceMappingURL=.*\n$/, "\n"),
  );
}
