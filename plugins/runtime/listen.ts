import { setTimeout as sleep } from "node:timers/promises";
import { ServerCredentials, type Server } from "@grpc/grpc-js";
import { providerServer } from "./server";
import { ProviderInstance } from "./provider-instance";
import type { ProviderDefinition } from "./resource";

/** A provider that answers on a port of its own. */
export interface ListeningProvider<C> {
  readonly instance: ProviderInstance<C>;
  readonly port: number;
  /** Stops taking calls, tells those under way to stop, lets go of connections. */
  close(): Promise<void>;
}

/** How long calls that were told to stop may take to say what they leave behind. */
const CLOSE_MILLISECONDS = 2000;
const LOOK_MILLISECONDS = 10;

/** Serves one instance of a provider on a free port of 127.0.0.1. Several may run in one process. */
export async function listen<C>(
  definition: ProviderDefinition<C>,
  engineAddress = "",
): Promise<ListeningProvider<C>> {
  const instance = new ProviderInstance(definition);
  instance.engine.connect(engineAddress);
  const server = providerServer(instance);
  const port = await bind(server);
  return { instance, port, close: () => close(server, instance) };
}

function bind(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) resolve(port);
      else reject(error);
    });
  });
}

/**
 * The engine keeps its connection open until this process has gone, and waits for that: once no call is under way there
 * is nothing to wait for here.
 */
async function close<C>(server: Server, instance: ProviderInstance<C>): Promise<void> {
  instance.cancel();
  const deadline = Date.now() + CLOSE_MILLISECONDS;
  while (instance.pendingCalls > 0 && Date.now() < deadline) await sleep(LOOK_MILLISECONDS);
  // An answer that was just given must still be sent.
  await new Promise((resolve) => setImmediate(resolve));
  server.forceShutdown();
  await instance.close();
}
