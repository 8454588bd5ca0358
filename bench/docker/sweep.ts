import { BENCH_LABEL, PREFIX } from "../workload";
import { EngineApi, EngineError } from "./engine-api";

interface Labelled {
  Labels?: Record<string, string> | null;
}

/**
 * Removes every container, volume and network that carries the bench's label or name prefix; with
 * `base`, only those of that trial. Returns one sentence for each thing that could not be removed.
 */
export async function sweep(api: EngineApi, base?: string): Promise<string[]> {
  const isOurs = (names: readonly string[], { Labels }: Labelled): boolean => {
    const label = Labels?.[BENCH_LABEL];
    // Names with the label's dash behind them: `…-1` must not match `…-10`.
    if (base !== undefined)
      return label === base || names.some((name) => name === base || name.startsWith(`${base}-`));
    return label !== undefined || names.some((name) => name.startsWith(PREFIX));
  };
  const left: string[] = [];
  const remove = async (path: string): Promise<void> => {
    try {
      await api.request("DELETE", path);
    } catch (error) {
      // 404: gone already. 409 on a container: its removal is under way.
      if (error instanceof EngineError && error.status === 404) return;
      left.push((error as Error).message);
    }
  };

  type Container = Labelled & { Id: string; Names: string[] };
  const containers = await api.list<Container[]>("containers", {});
  await Promise.all(
    containers
      .filter((each) =>
        isOurs(
          each.Names.map((name) => name.replace(/^\//, "")),
          each,
        ),
      )
      .map((each) => remove(`/containers/${each.Id}?force=1&v=1`)),
  );
  type Volume = Labelled & { Name: string };
  const { Volumes } = await api.list<{ Volumes: Volume[] | null }>("volumes", {});
  await Promise.all(
    (Volumes ?? [])
      .filter((each) => isOurs([each.Name], each))
      .map((each) => remove(`/volumes/${each.Name}?force=1`)),
  );
  type Network = Labelled & { Id: string; Name: string };
  const networks = await api.list<Network[]>("networks", {});
  await Promise.all(
    networks
      .filter((each) => isOurs([each.Name], each))
      .map((each) => remove(`/networks/${each.Id}`)),
  );
  return left;
}
