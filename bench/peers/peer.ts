import type { Command } from "../measure/command";
import type { Trial } from "../workload";

/** The four things that are measured, in their order. */
export const PHASES = ["create", "noop", "change", "destroy"] as const;
export type Phase = (typeof PHASES)[number];

/**
 * One way to bring up W(N). A phase is a command as data: the peer writes whatever files the tool
 * reads (not measured) and names the command; the bench runs and measures it.
 */
export interface Peer {
  readonly name: string;
  /** Installs the tool if it must. Throws {@link PeerUnavailable} where it can't be had. Returns tool and version. */
  prepare(): Promise<string>;
  /** Prepares a trial outside of the measured time: what a user does once per project. */
  init?(trial: Trial): Promise<Command | undefined>;
  create(trial: Trial): Promise<Command>;
  noop(trial: Trial): Promise<Command>;
  change(trial: Trial): Promise<Command>;
  destroy(trial: Trial): Promise<Command>;
  /** Ends what the tool itself keeps running for a trial. Docker's objects are swept by the bench. */
  sweep?(trial: Trial): Promise<void>;
}

/** The tool can't be had on this machine; the message says why and what would mend it. */
export class PeerUnavailable extends Error {
  readonly code = "peer-unavailable";
  constructor(peer: string, reason: string, options?: ErrorOptions) {
    super(`${peer}: ${reason}`, options);
    this.name = "PeerUnavailable";
  }
}
