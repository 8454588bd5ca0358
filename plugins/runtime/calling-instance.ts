import { AsyncLocalStorage } from "node:async_hooks";
import type { ProviderInstance } from "./provider-instance";

const calling = new AsyncLocalStorage<object>();

/** Runs the work of a call so that whatever comes of it, however late, is known to be this instance's. */
export function callOf<C, T>(instance: ProviderInstance<C>, work: () => T): T {
  return calling.run(instance, work);
}

/** The one of `instances` in whose call this code runs. */
export function callingInstance<C>(
  instances: readonly ProviderInstance<C>[],
): ProviderInstance<C> | undefined {
  const current = calling.getStore();
  return instances.find((instance) => instance === current);
}
