import {
  isUnknown,
  type CheckFailure,
  type ProviderDefinition,
  type Props,
} from "../../plugins/runtime/resource";
import { ApiClient } from "./api/api-client";
import { droplet } from "./resources/droplet/droplet";
import { sshKey } from "./resources/ssh-key";
import { tag } from "./resources/tag";
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
    "digitalocean:index/droplet:Droplet": droplet,
    "digitalocean:index/sshKey:SshKey": sshKey,
    "digitalocean:index/tag:Tag": tag,
    "digitalocean:index/vpc:Vpc": vpc,
  },

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
