import { Socket } from "node:net";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { endsOnce } from "../ends-once";
import { listen, type ListeningProvider } from "../listen";
import { engineAddress } from "../plugin-arguments";
import type { ProviderDefinition } from "../resource";
import { surviveUncaughtErrors } from "../uncaught-errors";
import { onEngineGone } from "./engine-watch";
import { removeHouse, sweepHouses } from "./house";
import { Launcher } from "./launcher";
import { liveAs } from "./live-as";
import type { SharedArguments } from "./shared-arguments";

/** Opened by launch.sh before the folder could be seen. */
const DOOR = 4;

/** A server whose launcher was killed before it could ask for anything. */
const FIRST_LAUNCHER_MILLISECONDS = 10_000;

/**
 * Serves all provider instances of one engine in this process; launch.sh tells how. Each has a port, a configuration
 * and connections of its own. Ends with the last of them, or when the engine is gone.
 */
export function serveShared<C>(
  definition: ProviderDefinition<C>,
  { house: firstHouse, engine, early }: SharedArguments,
): void {
  let house = firstHouse;
  const launchers = new Set<string>();
  const providers = new Set<ListeningProvider<C>>();
  const door = createInterface(new Socket({ fd: DOOR, readable: true, writable: false }));
  const end = endsOnce(async () => {
    door.close();
    removeHouse(house);
    await Promise.all([...providers].map((provider) => provider.close()));
  });
  surviveUncaughtErrors(definition.name, () => [...providers].map(({ instance }) => instance));
  onEngineGone(engine, end);
  const lonely = setTimeout(end, FIRST_LAUNCHER_MILLISECONDS);
  door.on("line", (line) => {
    clearTimeout(lonely);
    const [id, place] = splitOnce(line);
    if (early && launchers.size === 0) liveAs(id);
    // It has been moved, where it was started early.
    house = place;
    void serveLauncher(id);
  });
  sweepHouses(dirname(house));

  /** From the moment when it knocked until its instance is closed. */
  async function serveLauncher(id: string): Promise<void> {
    launchers.add(id);
    try {
      const launcher = new Launcher(house, id);
      const provider = await listen(definition, engineAddress(await launcher.arguments()));
      providers.add(provider);
      launcher.answer(provider.port);
      await launcher.gone;
      // The others go on, whatever comes of this one's end.
      await provider.close().catch(console.error);
      providers.delete(provider);
      launchers.delete(id);
      // The last launcher ends when this process has.
      if (launchers.size === 0) end();
      else launcher.dismiss();
    } catch (error) {
      // It would wait for ever. As a crash, all launchers see it, and the engine does.
      console.error(error);
      process.exit(1);
    }
  }
}

/** `ID PLACE`; the place may have blanks. */
function splitOnce(line: string): [string, string] {
  const at = line.indexOf(" ");
  return [line.slice(0, at), line.slice(at + 1)];
}
