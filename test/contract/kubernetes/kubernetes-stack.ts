import { randomBytes } from "node:crypto";
import { provider } from "../../../lab/kubernetes-plugin/provider";
import type { LabCluster } from "../../../lab/kubernetes/lab-cluster";
import type { Props } from "../../../plugins/runtime/resource";
import { startProvider, type Kept, type ProviderHarness } from "../../support/provider-harness";

/** A resource as the engine would keep it. */
export interface Resource extends Kept {
  type: string;
  name: string;
  inputs: Props;
  /** Seconds that a call about it may take. */
  timeoutSeconds?: number;
}

/** The stand-in plugin on a lab cluster, driven as the engine does it. */
export class KubernetesStack {
  private constructor(readonly plugin: ProviderHarness) {}

  static async start(cluster: LabCluster, config: Props = {}): Promise<KubernetesStack> {
    const plugin = await startProvider(provider);
    await plugin.configure({ kubeconfig: cluster.kubeconfig, ...config });
    return new KubernetesStack(plugin);
  }

  /** Check and create; throws for failures of check. */
  async create(
    type: string,
    name: string,
    inputs: Props,
    timeoutSeconds?: number,
  ): Promise<Resource> {
    const checked = await this.check(type, name, inputs);
    const kept = await this.plugin.create(type, checked, { name, timeoutSeconds });
    return { type, name, inputs: checked, timeoutSeconds, ...kept };
  }

  async check(type: string, name: string, inputs: Props, old?: Resource): Promise<Props> {
    const { inputs: checked, failures } = await this.plugin.check(type, inputs, old?.inputs ?? {}, {
      name,
      randomSeed: randomBytes(32),
    });
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
    return checked;
  }

  /** What `pulumi up` would do with these inputs. */
  async diff(old: Resource, inputs: Props) {
    const checked = await this.check(old.type, old.name, inputs, old);
    return await this.plugin.diff(old.type, old, checked, { name: old.name });
  }

  async update(old: Resource, inputs: Props): Promise<Resource> {
    const checked = await this.check(old.type, old.name, inputs, old);
    const { name, timeoutSeconds } = old;
    const kept = await this.plugin.update(old.type, old, checked, { name, timeoutSeconds });
    return { ...old, inputs: checked, notReady: undefined, ...kept };
  }

  async refresh(old: Resource): Promise<Resource | undefined> {
    const read = await this.plugin.read(old.type, old.id, old, { name: old.name });
    return read && { ...old, ...read };
  }

  async delete(old: Resource): Promise<void> {
    await this.plugin.delete(old.type, old, { name: old.name });
  }
}
