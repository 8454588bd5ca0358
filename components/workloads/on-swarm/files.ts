import type { types } from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { defaults } from "../../../model/defaults";
import type { SwarmCluster } from "../../swarm/swarm-cluster";
import { SwarmConfig } from "../../swarm/swarm-config";
import { SwarmSecret } from "../../swarm/swarm-secret";
import type { CheckedArgs } from "../check-args";

type ContainerSpec = types.input.ServiceTaskSpecContainerSpec;
export type ServiceFiles = Pick<ContainerSpec, "configs" | "secrets">;

/** A config or a secret for each file, and how the service's containers see them. */
export function createFiles(
  workload: pulumi.Resource,
  name: string,
  { files = [] }: CheckedArgs,
  on: SwarmCluster,
): ServiceFiles {
  const configs: types.input.ServiceTaskSpecContainerSpecConfig[] = [];
  const secrets: types.input.ServiceTaskSpecContainerSpecSecret[] = [];
  for (const { path, content, mode, userId = 0, groupId = 0, secret } of files) {
    // By its path, so that files can come and go without the others becoming new ones.
    const child = `${name}-${path.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "")}`;
    const standard = secret === true ? defaults.secretFileMode : defaults.fileMode;
    const target = {
      fileName: path,
      fileMode: Number.parseInt(mode ?? standard, 8),
      fileUid: String(userId),
      fileGid: String(groupId),
    };
    if (secret === true) {
      const made = new SwarmSecret(child, { on, content }, { parent: workload });
      secrets.push({ ...target, secretId: made.secretId, secretName: made.secretName });
    } else {
      const made = new SwarmConfig(child, { on, content }, { parent: workload });
      configs.push({ ...target, configId: made.configId, configName: made.configName });
    }
  }
  return {
    ...(configs.length > 0 && { configs }),
    ...(secrets.length > 0 && { secrets }),
  };
}
