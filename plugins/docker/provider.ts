import {
  containsUnknown,
  isUnknown,
  type CheckFailure,
  type Props,
  type ProviderDefinition,
  type Resource,
} from "../runtime/resource";
import { checkProperties, flag, listOf, mapOf, objectOf, text } from "../runtime/check/rule";
import * as is from "./check/text-tests";
import type { Engine } from "./client/engine";
import { engineIdentity, type Endpoint } from "./connection/endpoint";
import { forgottenHost, hostFate, onHost } from "./connection/lost-host";
import { RegistryCredentials, type RegistryAuthEntry } from "./connection/registry-credentials";
import { resolveEndpoint, resolveIdentity } from "./connection/resolve-endpoint";
import {
  managerEndpoints,
  swarmConfigOf,
  swarmConfigRule,
  swarmFate,
} from "./connection/swarm-config";
import type { DockerContext } from "./context";
import { getLogs } from "./functions/get-logs";
import { getNetwork } from "./functions/get-network";
import { getPlugin } from "./functions/get-plugin";
import { getRegistryImage } from "./functions/get-registry-image";
import { getRegistryImageManifests } from "./functions/get-registry-image-manifests";
import { getRemoteImage } from "./functions/get-remote-image";
import { Ledger } from "./ownership/ledger";
import { ownerOf } from "../runtime/owner";
import { container } from "./resources/container/container";
import { image } from "./resources/image";
import { network } from "./resources/network/network";
import { refusedResource } from "./resources/refused";
import { registryImage } from "./resources/registry-image";
import { remoteImage } from "./resources/remote-image";
import { secret } from "./resources/swarm/secret";
import { serviceConfig } from "./resources/swarm/service-config";
import { service } from "./resources/swarm/service/service";
import { tag } from "./resources/tag";
import { volume } from "./resources/volume";

interface Context extends DockerContext {
  close(): void;
}

const CONFIG_RULES = {
  host: text(is.nonEmpty),
  context: text(is.nonEmpty),
  certPath: text(),
  caMaterial: text(),
  certMaterial: text(),
  keyMaterial: text(),
  sshOpts: listOf(text()),
  disableDockerDaemonCheck: flag(),
  registryAuth: listOf(
    objectOf<RegistryAuthEntry>(
      {
        address: text(is.nonEmpty),
        authDisabled: flag(),
        configFile: text(),
        configFileContent: text(),
        username: text(),
        password: text(),
      },
      ["address"],
    ),
  ),
  swarm: swarmConfigRule,
  version: text(),
  pluginDownloadURL: text(),
  __internal: mapOf(() => undefined),
};

const OFFICIAL = "delete the docker entry from `plugins` in Pulumi.yaml to use the official plugin";

/** The drop-in for the official `docker` plugin. */
export const provider: ProviderDefinition<Context> = {
  name: "docker",
  version: "5.2.0",
  secretConfig: ["registryAuth", "keyMaterial"],

  checkConfig(inputs: Props): CheckFailure[] {
    const failures: CheckFailure[] = [];
    checkProperties(inputs, CONFIG_RULES, [], "", (failure) => failures.push(failure));
    if (failures.length > 0 || Object.values(inputs).some(isUnknown)) return failures;
    // A host that was given up may have taken the files of its TLS along.
    if (hostFate(endpointOf(inputs)).forgotten) return failures;
    try {
      resolveEndpoint(inputs);
    } catch (error) {
      failures.push({ property: "host", reason: (error as Error).message });
    }
    return failures;
  },

  /** Another engine is another world: everything on the old one is made anew. Another way to the same one isn't. */
  diffConfig(oldInputs, inputs) {
    const isSwarm = oldInputs["swarm"] !== undefined;
    // Which hosts are managers may be known only after the update; it stays the same swarm.
    if (isSwarm && containsUnknown(inputs["swarm"])) return [];
    if (worldOf(oldInputs) === worldOf(inputs)) return [];
    const cause = "everything on this provider moves to another engine";
    return [
      {
        path: inputs["context"] === oldInputs["context"] ? "host" : "context",
        kind: "update",
        replace: true,
        cause,
      },
    ];
  },

  configure(inputs: Props): Context {
    let connected: Promise<Engine> | undefined;
    const swarm = swarmConfigOf(inputs);
    const endpoint = swarm ? undefined : endpointOf(inputs);
    const host = swarm ? swarmFate(swarm) : hostFate(endpoint);
    const connectOnce = async () => {
      if (host.forgotten) throw forgottenHost(host);
      if (containsUnknown(inputs))
        throw new Error("the Docker host is only known after the update that makes it");
      if (swarm !== undefined) {
        const { connectToManager } = await import("./client/connect-to-manager.js");
        return await connectToManager(managerEndpoints(swarm), swarm.id);
      }
      const { connect } = await import("./client/connect.js");
      return connect(resolveEndpoint(inputs));
    };
    const connectAgain = () =>
      connectOnce().catch((error: unknown) => {
        // Managers that are locked now may be unlocked in this very update.
        connected = undefined;
        throw error;
      });
    const engine = () => (connected ??= connectAgain());
    const owner = ownerOf();
    const ledger = new Ledger();
    const isRemote = endpoint !== undefined && endpoint.kind !== "unix";
    if (isRemote && !host.forgotten && !containsUnknown(inputs)) ledger.lookAhead(engine, owner);
    return {
      engine,
      host,
      credentials: new RegistryCredentials((inputs["registryAuth"] ?? []) as RegistryAuthEntry[]),
      owner,
      ledger,
      close: () => void connected?.then((engine) => engine.close()).catch(() => undefined),
    };
  },

  resources: {
    "docker:index/container:Container": mayBeLost(container),
    "docker:index/image:Image": mayBeLost(image),
    "docker:index/network:Network": mayBeLost(network),
    // It is in a registry, and outlives the engine that pushed it.
    "docker:index/registryImage:RegistryImage": registryImage,
    "docker:index/remoteImage:RemoteImage": mayBeLost(remoteImage),
    "docker:index/secret:Secret": mayBeLost(secret),
    "docker:index/service:Service": mayBeLost(service),
    "docker:index/serviceConfig:ServiceConfig": mayBeLost(serviceConfig),
    "docker:index/tag:Tag": mayBeLost(tag),
    "docker:index/volume:Volume": mayBeLost(volume),
    "docker:index/plugin:Plugin": refusedResource("docker.Plugin", OFFICIAL),
    "docker:index/buildxBuilder:BuildxBuilder": refusedResource("docker.BuildxBuilder", OFFICIAL),
  },

  functions: {
    "docker:index/getLogs:getLogs": getLogs,
    "docker:index/getNetwork:getNetwork": getNetwork,
    "docker:index/getPlugin:getPlugin": getPlugin,
    "docker:index/getRegistryImage:getRegistryImage": getRegistryImage,
    "docker:index/getRegistryImageManifests:getRegistryImageManifests": getRegistryImageManifests,
    "docker:index/getRemoteImage:getRemoteImage": getRemoteImage,
  },

  hint: () => OFFICIAL,

  close: (context) => context.close(),
};

function mayBeLost(resource: Resource<DockerContext>): Resource<DockerContext> {
  return onHost(resource, ({ host }) => host);
}

/** Undefined where it isn't known yet or can't be told. */
function endpointOf(inputs: Props): Endpoint | undefined {
  if (isUnknown(inputs["host"]) || isUnknown(inputs["context"])) return undefined;
  try {
    return resolveIdentity(inputs);
  } catch {
    return undefined; // checkConfig has said why
  }
}

/** What everything on a provider is part of: an engine, or a swarm, whichever of its managers is spoken to. */
function worldOf(inputs: Props): string | undefined {
  return swarmConfigOf(inputs)?.id ?? engineOf(inputs);
}

function engineOf(inputs: Props): string | undefined {
  const endpoint = endpointOf(inputs);
  return endpoint && engineIdentity(endpoint);
}
