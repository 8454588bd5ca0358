import Docker from "dockerode";

/** What is on an engine, as Docker itself tells it. Tests compare with this and not with our own output. */
export class DockerState {
  readonly docker: Docker;

  /** @param dockerHost `unix:///…`; undefined takes the engine that the tests run on. */
  constructor(dockerHost?: string) {
    const socketPath = (dockerHost ?? process.env["DOCKER_HOST"])?.replace(/^unix:\/\//, "");
    this.docker = socketPath === undefined ? new Docker() : new Docker({ socketPath });
  }

  /** Names of all containers with a label `slipway.urn` of this stack and project, in order. */
  async containers(stack: string, project = "slipway"): Promise<string[]> {
    const all = await this.docker.listContainers({
      all: true,
      filters: { label: ["slipway.urn"] },
    });
    return all
      .filter(({ Labels }) => isOf(Labels, stack, project))
      .map(({ Names }) => (Names[0] ?? "").slice(1))
      .sort();
  }

  /** Names of everything with our label: containers, networks, volumes; each with its kind. */
  async everything(stack: string, project = "slipway"): Promise<string[]> {
    const [containers, networks, volumes] = await Promise.all([
      this.containers(stack, project),
      this.docker.listNetworks({ filters: { label: ["slipway.urn"] } }),
      this.docker.listVolumes({ filters: { label: ["slipway.urn"] } }),
    ]);
    return [
      ...containers.map((name) => `container ${name}`),
      ...networks
        .filter(({ Labels }) => isOf(Labels, stack, project))
        .map(({ Name }) => `network ${Name}`),
      ...(volumes.Volumes ?? [])
        .filter(({ Labels }) => isOf(Labels, stack, project))
        .map(({ Name }) => `volume ${Name}`),
    ].sort();
  }

  inspect(container: string): Promise<Docker.ContainerInspectInfo> {
    return this.docker.getContainer(container).inspect();
  }

  /** Removes what a test left behind. */
  async sweep(stack: string, project = "slipway"): Promise<void> {
    for (const name of await this.containers(stack, project)) {
      await this.docker.getContainer(name).remove({ force: true, v: true });
    }
    for (const thing of await this.everything(stack, project)) {
      const [kind, name = ""] = thing.split(" ");
      if (kind === "network") await this.docker.getNetwork(name).remove();
      if (kind === "volume") await this.docker.getVolume(name).remove({ force: true });
    }
  }
}

function isOf(labels: Record<string, string> | undefined, stack: string, project: string): boolean {
  return labels?.["slipway.urn"]?.startsWith(`urn:pulumi:${stack}::${project}::`) === true;
}
