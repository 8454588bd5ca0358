import {
  isUnknown,
  type CheckFailure,
  type ProviderDefinition,
  type Props,
} from "../../plugins/runtime/resource";
import { ApiClient } from "./api/api-client";
import { functions } from "./functions/functions";
import { certificate } from "./resources/certificate";
import {
  containerRegistry,
  containerRegistryDockerCredentials,
} from "./resources/container-registry";
import { dnsRecord, domain } from "./resources/domain";
import { droplet } from "./resources/droplet/droplet";
import { firewall } from "./resources/firewall";
import { kubernetesCluster } from "./resources/kubernetes/kubernetes-cluster";
import { kubernetesNodePool } from "./resources/kubernetes/kubernetes-node-pool";
import { loadBalancer } from "./resources/load-balancer/load-balancer";
import { project } from "./resources/project";
import { reservedIp, reservedIpAssignment } from "./resources/reserved-ip";
import { sshKey } from "./resources/ssh-key";
import { tag } from "./resources/tag";
import { volume } from "./resources/volume";
import { volumeAttachment } from "./resources/volume-attachment";
import { vpc } from "./resources/vpc";

const ENDPOINT = "https://api.digitalocean.com";

/**
 * Stands in for the official `digitalocean` plugin where that can't be downloaded: in this project's tests. It has the
 * official one's types and property shapes, and does what that one does with them.
 */
export const provider: ProviderDefinition<ApiClient> = {
  name: "digitalocean",
  version: "4.80.1",
  secretConfig: ["token", "spacesSecretKey"],

  checkConfig(inputs) {
    const failures: CheckFailure[] = [];
    const { apiEndpoint } = inputs;
    if (typeof apiEndpoint === "string" && !URL.canParse(apiEndpoint))
      failures.push({ property: "apiEndpoint", reason: "expected an http(s) address" });
    if (!isUnknown(inputs["token"]) && tokenOf(inputs) === "")
      failures.push({
        property: "token",
        reason:
          "is missing; set it with `pulumi config set --secret digitalocean:token TOKEN`, or in DIGITALOCEAN_TOKEN",
      });
    return failures;
  },

  configure: (inputs) =>
    new ApiClient({
      endpoint: endpointOf(inputs),
      token: tokenOf(inputs),
      retries: numberOf(inputs["httpRetryMax"], 4),
      waitMinSeconds: numberOf(inputs["httpRetryWaitMin"], 1),
      waitMaxSeconds: numberOf(inputs["httpRetryWaitMax"], 30),
    }),

  resources: {
    "digitalocean:index/certificate:Certificate": certificate,
    "digitalocean:index/containerRegistry:ContainerRegistry": containerRegistry,
    "digitalocean:index/containerRegistryDockerCredentials:ContainerRegistryDockerCredentials":
      containerRegistryDockerCredentials,
    "digitalocean:index/dnsRecord:DnsRecord": dnsRecord,
    "digitalocean:index/domain:Domain": domain,
    "digitalocean:index/droplet:Droplet": droplet,
    "digitalocean:index/firewall:Firewall": firewall,
    "digitalocean:index/kubernetesCluster:KubernetesCluster": kubernetesCluster,
    "digitalocean:index/kubernetesNodePool:KubernetesNodePool": kubernetesNodePool,
    "digitalocean:index/loadBalancer:LoadBalancer": loadBalancer,
    "digitalocean:index/project:Project": project,
    "digitalocean:index/reservedIp:ReservedIp": reservedIp,
    "digitalocean:index/reservedIpAssignment:ReservedIpAssignment": reservedIpAssignment,
    "digitalocean:index/sshKey:SshKey": sshKey,
    "digitalocean:index/tag:Tag": tag,
    "digitalocean:index/volume:Volume": volume,
    "digitalocean:index/volumeAttachment:VolumeAttachment": volumeAttachment,
    "digitalocean:index/vpc:Vpc": vpc,
  },
  functions,

  hint: () => "this stand-in has only what the tests use; the official plugin has it",
  close: (api) => api.close(),
};

function tokenOf({ token }: Props): string {
  if (typeof token === "string" && token !== "") return token;
  const { DIGITALOCEAN_TOKEN, DIGITALOCEAN_ACCESS_TOKEN } = process.env;
  return DIGITALOCEAN_TOKEN ?? DIGITALOCEAN_ACCESS_TOKEN ?? "";
}

function endpointOf({ apiEndpoint }: Props): string {
  if (typeof apiEndpoint === "string" && apiEndpoint !== "") return apiEndpoint;
  return process.env["DIGITALOCEAN_API_URL"] ?? ENDPOINT;
}

/** Numbers come as text in a provider's configuration. */
function numberOf(value: unknown, fallback: number): number {
  const number = Number(value);
  return value === undefined || value === "" || !Number.isFinite(number) ? fallback : number;
}
