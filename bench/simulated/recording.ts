import type { EngineApi } from "../docker/engine-api";

/** What a real engine answers, from which simulated ones make their own answers. */
export interface Recording {
  readonly version: unknown;
  readonly info: unknown;
  readonly image: { Id: string };
  readonly container: Record<string, unknown> & {
    Config: object;
    HostConfig: object;
    NetworkSettings: { Networks: Record<string, object> };
  };
  readonly network: object;
  readonly volume: object;
}

/** Makes one of each on the engine, asks what they look like, and removes them. */
export async function record(api: EngineApi, image: string, name: string): Promise<Recording> {
  const Labels = { "dev.slipway.bench": name };
  try {
    await api.request("POST", "/networks/create", { Name: name, Labels });
    await api.request("POST", "/volumes/create", { Name: name, Labels });
    await api.request("POST", `/containers/create?name=${name}`, {
      Image: image,
      Labels,
      HostConfig: { Binds: [`${name}:/data`], NetworkMode: name },
    });
    await api.request("POST", `/containers/${name}/start`);
    const [version, info, found, container, network, volume] = await Promise.all([
      api.request("GET", "/version"),
      api.request("GET", "/info"),
      api.request<Recording["image"]>("GET", `/images/${image}/json`),
      api.request<Recording["container"]>("GET", `/containers/${name}/json`),
      api.request<object>("GET", `/networks/${name}`),
      api.request<object>("GET", `/volumes/${name}`),
    ]);
    return { version, info, image: found, container, network, volume };
  } finally {
    await api.request("DELETE", `/containers/${name}?force=1`).catch(() => undefined);
    await api.request("DELETE", `/networks/${name}`).catch(() => undefined);
    await api.request("DELETE", `/volumes/${name}`).catch(() => undefined);
  }
}
