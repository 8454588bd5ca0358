import { z } from "zod";

import { ApiError } from "./http/answer";
import { tooMany } from "./http/rate-limit";

/** Which calls a fault hits: all, or those of a method and of a path that begins so; and how many of them. */
const calls = {
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).optional(),
  path: z.string().startsWith("/v2/").optional(),
  times: z.int().positive(),
};

export const faultSchema = z.discriminatedUnion("kind", [
  /** Calls are refused with 429. */
  z.strictObject({
    kind: z.literal("rate-limit"),
    ...calls,
    retryAfterSeconds: z.int().positive().optional(),
  }),
  /** Calls fail at the provider, and nothing was done. */
  z.strictObject({
    kind: z.literal("server-error"),
    ...calls,
    status: z.union([z.literal(500), z.literal(502), z.literal(503), z.literal(504)]).optional(),
  }),
  /** Calls are done, and the connection breaks before the answer. */
  z.strictObject({ kind: z.literal("lost-answer"), ...calls }),
  /** No new droplets of that region or size, or of any. Until the faults are taken back. */
  z.strictObject({
    kind: z.literal("no-capacity"),
    region: z.string().optional(),
    size: z.string().optional(),
  }),
  /** Actions of that type, such as `create` or `resize`, or of any, end with an error. */
  z.strictObject({
    kind: z.literal("failing-action"),
    type: z.string().optional(),
    times: z.int().positive(),
  }),
  /** Actions stay in progress for good. A droplet whose `create` hangs never becomes active. */
  z.strictObject({
    kind: z.literal("hanging-action"),
    type: z.string().optional(),
    times: z.int().positive(),
  }),
  /** Each action takes so much longer. Until the faults are taken back. */
  z.strictObject({ kind: z.literal("slow-actions"), milliseconds: z.int().positive() }),
  /** Each answer takes so much longer. Until the faults are taken back. */
  z.strictObject({ kind: z.literal("slow-answers"), milliseconds: z.int().positive() }),
]);

/** What goes wrong at the provider. */
export type Fault = z.infer<typeof faultSchema>;

/** The faults that are set. */
export class Faults {
  private faults: Fault[] = [];

  add(fault: Fault): void {
    this.faults.push({ ...fault });
  }

  clear(): void {
    this.faults = [];
  }

  get answerDelayMs(): number {
    return this.delay("slow-answers");
  }

  get actionDelayMs(): number {
    return this.delay("slow-actions");
  }

  /** Throws where a call is to fail before anything is done. */
  beforeCall(method: string, path: string): void {
    if (
      this.take(
        "rate-limit",
        (fault) => hits(fault, method, path),
        (fault) => {
          throw tooMany(fault.retryAfterSeconds);
        },
      )
    )
      return;
    this.take(
      "server-error",
      (fault) => hits(fault, method, path),
      ({ status = 500 }) => {
        throw new ApiError(status, "server_error", "Unexpected server-side error");
      },
    );
  }

  losesAnswer(method: string, path: string): boolean {
    return this.take("lost-answer", (fault) => hits(fault, method, path));
  }

  hasCapacity(region: string, size: string): boolean {
    return !this.faults.some(
      (fault) =>
        fault.kind === "no-capacity" &&
        (fault.region ?? region) === region &&
        (fault.size ?? size) === size,
    );
  }

  /** What becomes of an action. */
  fate(type: string): "works" | "fails" | "hangs" {
    if (this.take("failing-action", (fault) => (fault.type ?? type) === type)) return "fails";
    if (this.take("hanging-action", (fault) => (fault.type ?? type) === type)) return "hangs";
    return "works";
  }

  private delay(kind: "slow-actions" | "slow-answers"): number {
    return this.faults.reduce(
      (sum, fault) => (fault.kind === kind ? sum + fault.milliseconds : sum),
      0,
    );
  }

  /** Uses up one time of a fault. */
  private take<K extends Counted["kind"]>(
    kind: K,
    isMeant: (fault: Extract<Counted, { kind: K }>) => boolean,
    then: (fault: Extract<Counted, { kind: K }>) => void = () => undefined,
  ): boolean {
    const found = this.faults.find(
      (fault): fault is Extract<Counted, { kind: K }> =>
        fault.kind === kind && isMeant(fault as Extract<Counted, { kind: K }>),
    );
    if (found === undefined) return false;
    found.times -= 1;
    if (found.times === 0) this.faults = this.faults.filter((fault) => fault !== found);
    then(found);
    return true;
  }
}

type Counted = Extract<Fault, { times: number }>;

function hits(fault: { method?: string; path?: string }, method: string, path: string): boolean {
  return (fault.method ?? method) === method && path.startsWith(fault.path ?? "");
}
