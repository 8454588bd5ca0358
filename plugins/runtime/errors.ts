/** The call's deadline (`customTimeouts`) is over. */
export class CallTimeout extends Error {
  readonly code = "SLIPWAY_TIMEOUT";

  constructor(verb: string, what: string, seconds: number) {
    super(
      `${verb} of ${what} took longer than ${seconds} s: ` +
        `raise the resource option customTimeouts.${verb}, or see in the messages above what it waited for`,
    );
    this.name = "CallTimeout";
  }
}

/** The user pressed Ctrl-C, or the engine ended. */
export class CallCancelled extends Error {
  readonly code = "SLIPWAY_CANCELLED";

  constructor(what: string) {
    super(`${what} was cancelled`);
    this.name = "CallCancelled";
  }
}

/** There is no such resource type or function in this plugin. */
export class UnknownToken extends Error {
  readonly code = "SLIPWAY_UNKNOWN_TOKEN";

  constructor(plugin: string, kind: "resource type" | "function", token: string, hint?: string) {
    super(`the ${plugin} plugin has no ${kind} ${token}${hint === undefined ? "" : `: ${hint}`}`);
    this.name = "UnknownToken";
  }
}

/** A mistake in the plugin, not of the user: shown as one sentence, its stack goes to the debug log. */
export class InternalError extends Error {
  readonly code = "SLIPWAY_INTERNAL";

  constructor(plugin: string, cause: unknown) {
    const message = cause instanceof Error ? cause.message : String(cause);
    super(`internal error in the ${plugin} plugin: ${message}`, { cause });
    this.name = "InternalError";
  }
}

/** Something whose inputs come from what has failed in this update. */
export class NotMade extends Error {
  readonly code = "SLIPWAY_NOT_MADE";

  constructor(what: string) {
    super(`${what} is left as it is: what its inputs come from failed.`);
    this.name = "NotMade";
  }
}
