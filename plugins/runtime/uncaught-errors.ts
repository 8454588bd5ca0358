import { callingInstance } from "./calling-instance";
import { errorMessage } from "./error-message";
import type { ProviderInstance } from "./provider-instance";

/**
 * Keeps the process alive when code throws where no call catches it: the other calls may each be creating something.
 * What an instance has thrown is answered to its own calls; where nobody knows whose it was, to all.
 */
export function surviveUncaughtErrors<C>(
  plugin: string,
  instances: () => readonly ProviderInstance<C>[],
): void {
  process.on("uncaughtException", (error) => {
    report(error);
    const all = instances();
    const thrower = callingInstance(all);
    for (const instance of thrower === undefined ? all : [thrower]) instance.abandonAll(error);
  });
  process.on("unhandledRejection", report);

  function report(error: unknown): void {
    const all = instances();
    const { message } = errorMessage(plugin, error);
    const masked = all.reduce((text, instance) => instance.mask(text), message);
    // All have the same engine: one of them is enough to tell it.
    void (callingInstance(all) ?? all[0])?.engine.log({
      urn: "",
      severity: "warning",
      message: masked,
      ephemeral: false,
    });
  }
}
