import { BENCH_LABEL } from "../workload";
import type { EngineApi } from "./engine-api";

/** What the engine says of one container; only what the work fixes. */
export interface ObservedContainer {
  readonly id: string;
  readonly running: boolean;
  readonly image: string;
  readonly env: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly restart: string;
  readonly mounts: readonly { readonly volume: string; readonly path: string }[];
  readonly networks: readonly string[];
}

/** Everything on the engine that belongs to a trial. */
export interface Observed {
  readonly containers: readonly ObservedContainer[];
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
}

interface Inspected {
  Id: string;
  Image: string;
  State: { Running: boolean };
  Config: { Env: string[] | null; Labels: Record<string, string> | null };
  HostConfig: { RestartPolicy: { Name: string } };
  Mounts: { Type: string; Name?: string; Destination: string }[];
  NetworkSettings: { Networks: Record<string, { NetworkID: string }> };
}

/** Asks the engine itself what a trial has there: by its label, or by its name where a peer sets none. */
export async function observe(api: EngineApi, base: string): Promise<Observed> {
  const label = `${BENCH_LABEL}=${base}`;
  const [listed, { Volumes }, networks] = await Promise.all([
    api.list<{ Id: string }[]>("containers", { label: [label] }),
    api.list<{ Volumes: { Name: string; Labels: Record<string, string> | null }[] | null }>(
      "volumes",
      {},
    ),
    api.list<{ Id: string; Name: string; Labels: Record<string, string> | null }[]>("networks", {}),
  ]);
  const ofTrial = (each: { Name: string; Labels: Record<string, string> | null }): boolean =>
    each.Labels?.[BENCH_LABEL] === base || each.Name === base || each.Name.startsWith(`${base}-`);
  const containers = await Promise.all(
    listed.map(async ({ Id }): Promise<ObservedContainer> => {
      const found = await api.request<Inspected>("GET", `/containers/${Id}/json`);
      return {
        id: Id,
        running: found.State.Running,
        image: found.Image,
        env: found.Config.Env ?? [],
        labels: found.Config.Labels ?? {},
        restart: found.HostConfig.RestartPolicy.Name,
        mounts: found.Mounts.filter((mount) => mount.Type === "volume").map((mount) => ({
          volume: mount.Name ?? "",
          path: mount.Destination,
        })),
        networks: Object.values(found.NetworkSettings.Networks).map((each) => each.NetworkID),
      };
    }),
  );
  return {
    containers,
    volumes: (Volumes ?? []).filter(ofTrial).map((each) => each.Name),
    networks: networks.filter(ofTrial).map((each) => each.Id),
  };
}
