import { errorMessage } from "./error-message";
import { listen } from "./listen";
import { onParentGone } from "./parent-watch";
import { engineAddress } from "./plugin-arguments";
import type { ProviderDefinition } from "./resource";

/** A close that hangs must not keep a plugin alive that nobody talks to any more. */
const EXIT_MILLISECONDS = 5000;

/**
 * Runs a plugin: a process that the engine starts, that prints its port as the first line, and that ends when the
 * engine does. Its stdin is not looked at: the engine leaves it closed.
 */
export async function serve<C>(definition: ProviderDefinition<C>): Promise<void> {
  const provider = await listen(definition, engineAddress(process.argv.slice(2)));
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(0), EXIT_MILLISECONDS).unref();
    void provider.close().finally(() => process.exit(0));
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  onParentGone(end);
  // One broken call must not take the others with it, each of which may be creating something.
  process.on("uncaughtException", (error) => {
    report(definition.name, error);
    provider.instance.abandonAll(error);
  });
  process.on("unhandledRejection", (error) => report(definition.name, error));
  // When the engine's end of a pipe is gone, the engine is.
  process.stdout.on("error", end);
  process.stdout.write(`${provider.port}\n`);

  function report(plugin: string, error: unknown): void {
    const { message } = errorMessage(plugin, error);
    const masked = provider.instance.mask(message);
    void provider.instance.engine.log({
      urn: "",
      severity: "warning",
      message: masked,
      ephemeral: false,
    });
  }
}
