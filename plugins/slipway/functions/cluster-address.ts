import type { ProviderFunction } from "../../runtime/resource";
import { defaultKubeconfig, readKubeconfig } from "../client/kubernetes/kubeconfig";

interface Args {
  /** Text or path. Defaults to where kubectl looks. */
  kubeconfig?: string;
  context?: string;
}

/** `slipway:kubernetes:clusterAddress`: where a kubeconfig's cluster is, and its CA; nothing of the login. */
export const clusterAddress: ProviderFunction<unknown> = {
  async invoke({ args }) {
    const { kubeconfig, context } = args as Args;
    const { server, ca } = readKubeconfig(kubeconfig ?? defaultKubeconfig(), context);
    return { server, ...(ca !== undefined && { ca }) };
  },
};
