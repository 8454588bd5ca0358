import type { Readable } from "node:stream";
import { isEngineError } from "./engine-error";

/** Milliseconds between two questions whether the engine is still there, while calls wait for it. */
const INTERVAL = 15_000;
/** Questions in a row that may stay without an answer. */
const PATIENCE = 2;

/**
 * The calls that have no deadline of their own: creates, waits, pulls. While there are any, the engine is asked
 * whether it is still there, on a connection beside theirs; once it isn't, all of them fail. TCP alone would let a
 * request that was sent into a dead line wait for a quarter of an hour, and one to a hung engine for ever.
 */
export class CallsUnderWay {
  private readonly calls = new Set<AbortController>();
  private timer: NodeJS.Timeout | undefined;
  private missed = 0;

  constructor(private readonly ping: () => Promise<unknown>) {}

  /** Starts a call; it counts as under way until its answer, a stream, has ended. */
  async start<T extends Readable>(
    outer: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const own = new AbortController();
    const signal = outer ? AbortSignal.any([outer, own.signal]) : own.signal;
    const reason = () => (own.signal.aborted ? (own.signal.reason as Error) : aborted());
    this.add(own);
    try {
      const answer = await work(signal);
      const end = () => answer.destroy(reason());
      signal.addEventListener("abort", end);
      answer.once("close", () => {
        signal.removeEventListener("abort", end);
        this.remove(own);
      });
      return answer;
    } catch (error) {
      this.remove(own);
      throw own.signal.aborted ? reason() : error;
    }
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.missed = 0;
  }

  private add(call: AbortController): void {
    this.calls.add(call);
    if (this.calls.size === 1) this.askLater();
  }

  private remove(call: AbortController): void {
    this.calls.delete(call);
    if (this.calls.size === 0) this.stop();
  }

  private askLater(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), INTERVAL).unref();
  }

  private async ask(): Promise<void> {
    try {
      await this.ping();
      this.missed = 0;
    } catch (error) {
      // An answer that refuses is an answer.
      if (!isEngineError(error, "unreachable")) this.missed = 0;
      else if (++this.missed >= PATIENCE) for (const call of [...this.calls]) call.abort(error);
    }
    if (this.calls.size > 0) this.askLater();
  }
}

/** What a request gives whose signal was aborted, for an answer that has begun. */
function aborted(): Error {
  return Object.assign(new Error("the call was cancelled"), { name: "AbortError" });
}
