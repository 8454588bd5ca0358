import { listen } from "./listen";
import { onParentGone } from "./parent-watch";
import { endsOnce } from "./ends-once";
import { engineAddress } from "./plugin-arguments";
import type { ProviderDefinition } from "./resource";
import { serveShared } from "./shared/shared-server";
import { sharedArguments } from "./shared/shared-arguments";
import { surviveUncaughtErrors } from "./uncaught-errors";

/**
 * Runs a plugin, either for all provider instances of an engine, or for one: a process that the engine starts, that
 * prints its port as the first line, and that ends when the engine does. Its stdin is not looked at: the engine leaves
 * it closed.
 */
export async function serve<C>(definition: ProviderDefinition<C>): Promise<void> {
  const args = process.argv.slice(2);
  const shared = sharedArguments(args);
  if (shared !== undefined) return serveShared(definition, shared);
  const provider = await listen(definition, engineAddress(args));
  const end = endsOnce(() => provider.close());
  onParentGone(end);
  surviveUncaughtErrors(definition.name, () => [provider.instance]);
  // When the engine's end of a pipe is gone, the engine is.
  process.stdout.on("error", end);
  process.stdout.write(`${provider.port}\n`);
}
