import type { SlowNetwork } from "../../lab/host/host-network";
import type { LabHost } from "../../lab/lab-host";
import { requireRoot } from "../../lab/machine-packages";
import { UserError } from "../../toolchain/user-error";
import { findLab } from "./find-lab";

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

export async function fault(hostName: string, kind: string, options: FaultOptions): Promise<void> {
  requireRoot();
  const host = findLab(options.name).host(hostName);
  const make = Object.hasOwn(FAULTS, kind) ? FAULTS[kind] : undefined;
  if (make === undefined)
    throw new UserError(
      `there is no fault called ${kind}, only ${Object.keys(FAULTS).join(", ")}.`,
    );
  const { delayMs, lossPercent, rateKbit } = options;
  const how = { delayMs, lossPercent, rateKbit };
  const isSlow = Object.values(how).some((value) => value !== undefined);
  if (isSlow !== (kind === "slow"))
    throw new UserError(
      kind === "slow"
        ? "slow takes at least one of --delay-ms, --loss-percent, --rate-kbit."
        : `${kind} takes none of --delay-ms, --loss-percent, --rate-kbit: they are for slow.`,
    );
  await make(host, how);
  process.stdout.write(`${host.name}: ${kind} done.\n`);
}
