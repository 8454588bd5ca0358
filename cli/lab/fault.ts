import type { SlowNetwork } from "../../lab/host/host-network";
import type { LabHost } from "../../lab/lab-host";
import { requireRoot } from "../../lab/machine-packages";
import { UserError } from "../../toolchain/user-error";
import { clusterFault } from "./cluster-faults";
import { findLab } from "./find-lab";
import { pickFault } from "./pick-fault";

export interface FaultOptions extends SlowNetwork {
  name: string;
}

export const FAULTS: Record<string, (host: LabHost, how: SlowNetwork) => unknown> = {
  cut: ({ network }) => network.cut(),
  unplug: ({ network }) => network.unplug(),
  slow: ({ network }, how) => network.slow(how),
  "stop-engine": ({ engine }) => engine.stop(),
  "start-engine": ({ engine }) => engine.start(),
  "restart-engine": ({ engine }) => engine.restart(),
  "kill-engine": ({ engine }) => engine.kill(),
  "pause-engine": ({ engine }) => engine.pause(),
  "fill-disk": ({ disk }) => disk.fill(),
  destroy: (host) => host.destroy(),
  restore: (host) => host.restore(),
};

/** @param what a host, `kubernetes`, or a fake node of it. */
export async function fault(what: string, kind: string, options: FaultOptions): Promise<void> {
  requireRoot();
  const lab = findLab(options.name);
  const { delayMs, lossPercent, rateKbit } = options;
  const how = { delayMs, lossPercent, rateKbit };
  checkSlow(kind, how);
  const onCluster = clusterFault(lab, what, kind, how);
  if (onCluster === undefined) await pickFault(FAULTS, kind)(lab.host(what), how);
  else await onCluster();
  process.stdout.write(`${what}: ${kind} done.\n`);
}

function checkSlow(kind: string, how: SlowNetwork): void {
  const isSlow = Object.values(how).some((value) => value !== undefined);
  if (isSlow !== (kind === "slow"))
    throw new UserError(
      kind === "slow"
        ? "slow takes at least one of --delay-ms, --loss-percent, --rate-kbit."
        : `${kind} takes none of --delay-ms, --loss-percent, --rate-kbit: they are for slow.`,
    );
}
