import { setTimeout as sleep } from "node:timers/promises";
import { isEngineError } from "./engine-error";

/** Milliseconds that an engine which was there before gets to come back, as after a restart. */
const COMES_BACK = 15_000;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 2_000;
/** Milliseconds that a failure stands before anybody tries again: first, and at most. */
const FIRST_HOLD = 30_000;
const LONGEST_HOLD = 300_000;

/**
 * Whether an engine can be reached: found out once, by one greeting, for all calls that ask meanwhile. A host that is
 * lost costs one connect time-out, however many resources are on it; only later is it tried again.
 */
export class Reachability {
  private greeting: Promise<string> | undefined;
  private wasThere = false;
  private failure: { error: unknown; until: number; hold: number } | undefined;

  /** @param greet connects and resolves with the version of the API to speak. */
  constructor(private readonly greet: () => Promise<string>) {}

  /** Resolves with the version of the API to speak, or fails as the last attempt did. */
  async ready(): Promise<string> {
    if (this.failure && Date.now() < this.failure.until) throw this.failure.error;
    const greeting = (this.greeting ??= this.attempt());
    try {
      return await greeting;
    } catch (error) {
      if (this.greeting === greeting) {
        const hold = Math.min((this.failure?.hold ?? FIRST_HOLD / 2) * 2, LONGEST_HOLD);
        this.failure = { error, until: Date.now() + hold, hold };
        this.greeting = undefined;
      }
      throw error;
    }
  }

  /** A connection broke: the next call greets again before anything is sent. */
  lost(): void {
    this.greeting = undefined;
  }

  private async attempt(): Promise<string> {
    const until = this.wasThere ? Date.now() + COMES_BACK : 0;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        const version = await this.greet();
        this.wasThere = true;
        this.failure = undefined;
        return version;
      } catch (error) {
        if (!isEngineError(error, "unreachable") || Date.now() + pause > until) throw error;
        await sleep(pause);
      }
    }
  }
}
