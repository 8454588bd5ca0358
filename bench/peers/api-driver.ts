/** The program of the `api` peer: `api-driver.js PHASE WORK.json`. Runs in a process of its own. */
import { readFileSync } from "node:fs";
import { EngineApi } from "../docker/engine-api";
import type { ContainerSpec, WorkSpec } from "../workload";

const api = new EngineApi(undefined, 10);

interface Inspected {
  State: { Running: boolean };
  Config: { Env: string[]; Labels: Record<string, string> };
  HostConfig: { RestartPolicy: { Name: string }; Binds: string[] };
}

const envOf = (each: ContainerSpec): string[] =>
  Object.entries(each.env).map(([key, value]) => `${key}=${value}`);

async function start(each: ContainerSpec, spec: WorkSpec, image: string): Promise<void> {
  await api.request("POST", `/containers/create?name=${each.name}`, {
    Image: image,
    Env: envOf(each),
    Labels: each.labels,
    HostConfig: {
      RestartPolicy: { Name: each.restart },
      Binds: [`${each.volume}:${each.mountPath}`],
      NetworkMode: spec.network,
    },
  });
  await api.request("POST", `/containers/${each.name}/start`);
}

async function create(spec: WorkSpec, image: string): Promise<void> {
  const network = { Name: spec.network, CheckDuplicate: true, Labels: spec.labels };
  await api.request("POST", "/networks/create", network);
  await Promise.all(
    spec.containers.map(async (each) => {
      await api.request("POST", "/volumes/create", { Name: each.volume, Labels: spec.labels });
      await start(each, spec, image);
    }),
  );
}

/** Compares everything with the engine's state, as a tool without a state of its own must. */
async function noop(spec: WorkSpec): Promise<void> {
  const label = Object.entries(spec.labels).map(([key, value]) => `${key}=${value}`);
  const [volumes, networks] = await Promise.all([
    api.list<{ Volumes: { Name: string }[] | null }>("volumes", { label }),
    api.list<{ Name: string }[]>("networks", { label }),
  ]);
  const names = new Set((volumes.Volumes ?? []).map((each) => each.Name));
  const networkIsThere = networks.some((each) => each.Name === spec.network);
  await Promise.all(
    spec.containers.map(async (each) => {
      const found = await api.request<Inspected>("GET", `/containers/${each.name}/json`);
      const same =
        networkIsThere &&
        names.has(each.volume) &&
        found.State.Running &&
        envOf(each).every((entry) => found.Config.Env.includes(entry)) &&
        Object.entries(each.labels).every(([key, value]) => found.Config.Labels[key] === value) &&
        found.HostConfig.RestartPolicy.Name === each.restart &&
        found.HostConfig.Binds.includes(`${each.volume}:${each.mountPath}`);
      if (!same) throw new Error(`${each.name} is not as it should be`);
    }),
  );
}

async function change(spec: WorkSpec, image: string): Promise<void> {
  await Promise.all(
    spec.containers
      .filter(({ env }) => env.REVISION === "2")
      .map(async (each) => {
        await api.request("DELETE", `/containers/${each.name}?force=1`);
        await start(each, spec, image);
      }),
  );
}

async function destroy(spec: WorkSpec): Promise<void> {
  await Promise.all(
    spec.containers.map(async (each) => {
      await api.request("DELETE", `/containers/${each.name}?force=1`);
      await api.request("DELETE", `/volumes/${each.volume}`);
    }),
  );
  await api.request("DELETE", `/networks/${spec.network}`);
}

async function main(phase: string, file: string): Promise<void> {
  const { image, spec } = JSON.parse(readFileSync(file, "utf8")) as {
    image: string;
    spec: WorkSpec;
  };
  if (phase === "create") await create(spec, image);
  else if (phase === "noop") await noop(spec);
  else if (phase === "change") await change(spec, image);
  else if (phase === "destroy") await destroy(spec);
  else throw new Error(`phase: expected create, noop, change or destroy, got ${phase}`);
  api.close();
}

main(process.argv[2] ?? "", process.argv[3] ?? "").catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
