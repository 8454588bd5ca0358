import { checkoutRoot } from "../paths";
import { rememberedCli } from "./ensure-cli";
import { runCli } from "./run-cli";

async function main(): Promise<number> {
  const root = checkoutRoot();
  const cli = rememberedCli(root);
  if (cli === undefined) {
    process.stderr.write("slipway: no Pulumi CLI was set up here; run npm run setup.\n");
    return 1;
  }
  return runCli(root, cli, process.argv.slice(2));
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`slipway: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
