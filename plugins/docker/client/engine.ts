import type { FoundFile } from "./container-file";
import type {
  EngineBuildOptions,
  EngineContainer,
  EngineContainerSummary,
  EngineCreateContainer,
  EngineCreateNetwork,
  EngineEndpoint,
  EngineImage,
  EngineInfo,
  EngineLogOptions,
  EngineNetwork,
  EnginePlugin,
  EngineRegistryAuth,
  EngineResources,
  EngineVolume,
} from "./engine-types";
import type { SwarmEngine } from "./swarm-engine";

export interface Progress {
  signal?: AbortSignal | undefined;
  onProgress?: ((line: string) => void) | undefined;
}

/**
 * What the plugin uses of a Docker Engine, and nothing else. All failures are `EngineError`s.
 * Names and ids are interchangeable wherever Docker takes both.
 */
export interface Engine extends SwarmEngine {
  /** Where it is, for messages: `unix:///var/run/docker.sock`. */
  readonly where: string;
  /** Version of the Engine API that is spoken with it, such as `1.41`. */
  apiVersion(): Promise<string>;

  /** Asked once. */
  info(): Promise<EngineInfo>;

  listContainers(labels: readonly string[]): Promise<EngineContainerSummary[]>;
  createContainer(
    name: string,
    body: EngineCreateContainer,
    platform?: string,
  ): Promise<{ Id: string }>;
  inspectContainer(id: string): Promise<EngineContainer>;
  startContainer(id: string): Promise<void>;
  unpauseContainer(id: string): Promise<void>;
  /** Sends the stop signal and kills after the grace; Docker's own default where that is undefined. */
  stopContainer(id: string, graceSeconds?: number): Promise<void>;
  renameContainer(id: string, name: string): Promise<void>;
  updateContainer(id: string, resources: EngineResources): Promise<void>;
  removeContainer(id: string, options: { volumes: boolean; force?: boolean }): Promise<void>;
  /** Waits until it isn't running; resolves with the exit code. */
  waitContainer(id: string, signal?: AbortSignal): Promise<number>;
  /** Standard output and error, merged, the last `tail` lines (all where undefined). */
  containerLogs(id: string, tail?: number): Promise<string>;
  /** As the engine sends it: framed, unless the container has a terminal. */
  rawContainerLogs(id: string, options: EngineLogOptions): Promise<Buffer>;
  putArchive(id: string, directory: string, tar: Buffer): Promise<void>;
  /** Undefined where there is nothing at `path`, or no such container. */
  readFile(id: string, path: string): Promise<FoundFile | undefined>;

  listNetworks(filters: Record<string, readonly string[]>): Promise<EngineNetwork[]>;
  createNetwork(body: EngineCreateNetwork): Promise<{ Id: string }>;
  inspectNetwork(id: string): Promise<EngineNetwork>;
  connectNetwork(network: string, container: string, endpoint: EngineEndpoint): Promise<void>;
  disconnectNetwork(network: string, container: string, force?: boolean): Promise<void>;
  removeNetwork(id: string): Promise<void>;

  listVolumes(filters: Record<string, readonly string[]>): Promise<EngineVolume[]>;
  createVolume(body: {
    Name: string;
    Driver?: string;
    DriverOpts?: Record<string, string>;
    Labels?: Record<string, string>;
  }): Promise<EngineVolume>;
  inspectVolume(name: string): Promise<EngineVolume>;
  removeVolume(name: string): Promise<void>;
  /** Names of the containers, running or not, that use a volume. */
  containersUsingVolume(volume: string): Promise<string[]>;

  inspectImage(reference: string): Promise<EngineImage>;
  tagImage(source: string, repository: string, tag: string): Promise<void>;
  removeImage(reference: string, options?: { force?: boolean }): Promise<void>;
  /** Names of the containers, running or not, made from an image. */
  containersUsingImage(reference: string): Promise<string[]>;
  pullImage(
    reference: string,
    options: Progress & { platform?: string; auth?: EngineRegistryAuth },
  ): Promise<void>;
  /** Resolves with the digest under which the registry has it. */
  pushImage(
    repository: string,
    tag: string,
    options: Progress & { auth?: EngineRegistryAuth },
  ): Promise<string>;
  /** Builds from a tar of the context, or from `options.remote`; resolves with the image id. */
  buildImage(
    context: NodeJS.ReadableStream | undefined,
    options: EngineBuildOptions,
    progress: Progress,
  ): Promise<string>;

  inspectPlugin(nameOrId: string): Promise<EnginePlugin>;

  close(): void;
}
