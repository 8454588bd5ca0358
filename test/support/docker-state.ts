import Docker from "dockerode";

import { OWNER_LABEL, URN_LABEL } from "../../model/docker-labels";
import { ownerOf } from "../../plugins/runtime/owner";

/** What one test stack has on an engine, as Docker itself tells it. Tests compare with this, not with our own output. */
export class DockerState {
  readonly docker: Docker;
  private readonly filters: { label: string[] };

  /**
   * @param backendUrl backend of the stack, which marks what it owns.
   * @param dockerHost `unix:///…`. Defaults to the engine that the tests run on.
   */
  constructor(backendUrl: string, dockerHost = process.env["DOCKER_HOST"]) {
    const socketPath = dockerHost?.replace(/^unix:\/\//, "");
    this.docker = socketPath === undefined ? new Docker() : new Docker({ socketPath });
    const owner = ownerOf({ PULUMI_BACKEND_URL: backendUrl });
    this.filters = { label: [`${OWNER_LABEL}=${owner}`] };
  }

  /** Names of the stack's containers, running or not, in order. */
  async containers(resource = ""): Promise<string[]> {
    const all = await this.docker.listContainers({ all: true, filters: this.filters });
    return all
      .filter(({ Labels }) => (Labels[URN_LABEL] ?? "").includes(`::${resource}`))
      .map(({ Names }) => (Names[0] ?? "").slice(1))
      .sort();
  }

  /** Everything of the stack: containers, networks and volumes, each with its kind. */
  async everything(): Promise<string[]> {
    const [containers, networks, volumes] = await Promise.all([
      this.containers(),
      this.docker.listNetworks({ filters: this.filters }),
      this.docker.listVolumes({ filters: this.filters }),
    ]);
    return [
      ...containers.map((name) => `container ${name}`),
      ...networks.map(({ Name }) => `network ${Name}`),
      ...(volumes.Volumes ?? []).map(({ Name }) => `volume ${Name}`),
    ].sort();
  }

  /** What it has in the engine's swarm: services, secrets and configs, each with its kind. */
  async inSwarm(): Promise<string[]> {
    const options = { filters: this.filters };
    const [services, secrets, configs] = await Promise.all([
      this.docker.listServices(options),
      this.docker.listSecrets(options),
      this.docker.listConfigs(options),
    ]);
    const names = (kind: string, found: readonly { Spec?: { Name?: string } }[]) =>
      found.map(({ Spec }) => `${kind} ${Spec?.Name ?? ""}`);
    return [
      ...names("service", services),
      ...names("secret", secrets),
      ...names("config", configs),
    ].sort();
  }

  inspect(container: string): Promise<Docker.ContainerInspectInfo> {
    return this.docker.getContainer(container).inspect();
  }

  /** Removes what a failed test left behind. */
  async sweep(): Promise<void> {
    for (const name of await this.containers()) {
      await this.docker.getContainer(name).remove({ force: true, v: true });
    }
    for (const thing of await this.everything()) {
      const [kind, name = ""] = thing.split(" ");
      if (kind === "network") await this.docker.getNetwork(name).remove();
      if (kind === "volume") await this.docker.getVolume(name).remove({ force: true });
    }
  }
}
