/** What the words of `slipway` over a fleet end with; docs/fleet-commands.md has the same list. */
export const EXIT = Object.freeze({
  ok: 0,
  /** A command failed or ran out of time, or wasn't run because of one that did. */
  failed: 1,
  /** Wrong words, no such stack, no such host: nothing was run. toolchain/slipway.cjs has it too. */
  usage: 2,
  /** A host couldn't be reached, whatever became of the others. */
  unreachable: 3,
  /** Ctrl-C. */
  interrupted: 130,
});
