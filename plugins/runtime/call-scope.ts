import { EngineLog } from "./engine-log";
import type { EngineClient } from "./engine-client";
import { CallTimeout } from "./errors";
import { mask, secretWords } from "./mask";
import type { Call } from "./resource";
import { SecretRecord } from "./secret-record";
import { readStruct } from "./wire/struct-reader";
import type { Props } from "./resource";

/** How long a call that is over its deadline may take to give up and say what it leaves behind. */
const GRACE_MILLISECONDS = 15_000;

/** What a Node timer can hold: 24.8 days. */
const MAX_TIMER_MILLISECONDS = 2 ** 31 - 1;

export interface ScopeOptions {
  engine: EngineClient;
  /** Strings that are secret in every call: those of the provider's configuration. */
  configSecrets: Iterable<string>;
  urn: string;
  type: string;
  name: string;
}

/** One call while it lasts: its secrets, its log, its deadline. */
export class CallScope {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly log: EngineLog;
  /** Strings of every bag that was read in this call. */
  private readonly strings: Set<string>;
  private words: string[] | undefined;
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private giveUp: ((reason: Error) => void) | undefined;

  constructor(options: ScopeOptions) {
    this.urn = options.urn;
    this.type = options.type;
    this.name = options.name;
    this.strings = new Set(options.configSecrets);
    this.log = new EngineLog(options.engine, options.urn, (text) => this.mask(text));
  }

  /** `docker:index/container:Container 'web'` */
  get what(): string {
    return this.name === "" ? this.type : `${this.type} '${this.name}'`;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Reads a property bag of the request; what is secret in it is masked from now on. */
  read(bytes: Uint8Array | undefined, record = new SecretRecord()): Props {
    if (bytes === undefined) return {};
    const props = readStruct(bytes, record);
    if (record.strings.size > 0) {
      for (const text of record.strings) this.strings.add(text);
      this.words = undefined;
    }
    return props;
  }

  /** Longest first. */
  secretWords(): readonly string[] {
    return (this.words ??= secretWords(this.strings));
  }

  mask(text: string): string {
    return mask(text, this.secretWords());
  }

  /** What the resource gets; to be made after all bags were read. */
  call(): Call {
    const { urn, type, name, log, signal } = this;
    return { urn, type, name, log, signal, secrets: this.secretWords() };
  }

  /** Sets the deadline, in seconds; 0 means none. */
  setTimeout(verb: string, seconds: number): void {
    if (!(seconds > 0)) return;
    const reason = new CallTimeout(verb, this.what, seconds);
    this.timer = setTimeout(
      () => {
        this.abort(reason);
        this.timer = setTimeout(() => this.abandon(reason), GRACE_MILLISECONDS);
      },
      Math.min(seconds * 1000, MAX_TIMER_MILLISECONDS),
    );
  }

  abort(reason: Error): void {
    this.controller.abort(reason);
  }

  /** Answers the call with `reason` without waiting for it any longer. */
  abandon(reason: Error): void {
    this.abort(reason);
    this.giveUp?.(reason);
  }

  /** Runs the call's work until it ends or is abandoned. */
  async run<T>(work: () => T | Promise<T>): Promise<T> {
    const abandoned = new Promise<never>((_, reject) => {
      this.giveUp = reject;
    });
    return Promise.race([work(), abandoned]);
  }

  /** The error to show: for work that stopped because it was told to, the reason why. */
  reasonFor(error: unknown): unknown {
    if (!this.signal.aborted) return error;
    const { reason } = this.signal as { reason: unknown };
    if (error === reason) return reason;
    const aborted =
      error instanceof Error && (error.name === "AbortError" || error.cause === reason);
    return aborted ? reason : error;
  }

  end(): void {
    clearTimeout(this.timer);
    this.giveUp = undefined;
  }
}
