import { createHash, randomBytes } from "node:crypto";
import type { CheckFailure, Props } from "./resource";

export type AutonamingMode = "propose" | "enforce" | "disable";

export interface AutonamesOptions {
  /** The resource's logical name. */
  name: string;
  urn: string;
  /** From the engine; the same seed gives the same name. Empty: a random one. */
  seed: Uint8Array;
  /** What the user's `pulumi:autonaming` configuration says, if anything. */
  mode?: AutonamingMode;
  proposed?: string;
  oldInputs?: Props;
  /** Properties whose old value was an autoname; undefined where nobody noted it. */
  oldAutonamed?: readonly string[];
}

const SUFFIX_DIGITS = 7;

/** The names that one Check makes up. */
export class Autonames {
  /** Properties that were named. */
  readonly properties: string[] = [];
  readonly failures: CheckFailure[] = [];

  constructor(private readonly options: AutonamesOptions) {}

  name(property: string, limits: { maxLength?: number } = {}): string {
    const { mode, proposed } = this.options;
    const maxLength = limits.maxLength ?? Number.POSITIVE_INFINITY;
    this.properties.push(property);
    const old = this.oldName(property);
    if (old !== undefined) return old;
    if (mode === "disable") {
      const reason = `expected a name, since autonaming is disabled for this stack: set ${property}`;
      this.failures.push({ property, reason });
      return "";
    }
    if (mode === "enforce" && proposed !== undefined) {
      if (proposed.length > maxLength) {
        const reason =
          `the stack's autonaming demands ${JSON.stringify(proposed)}, which is longer than ` +
          `${maxLength} characters: set ${property} or change pulumi:autonaming`;
        this.failures.push({ property, reason });
      }
      return proposed;
    }
    if (mode === "propose" && proposed && proposed.length <= maxLength) return proposed;
    const base = this.options.name.slice(0, Math.max(0, maxLength - SUFFIX_DIGITS - 1));
    return `${base}-${this.suffix(property)}`;
  }

  /** The name it has, if that was made up too: a user's own name that was taken back must not stay. */
  private oldName(property: string): string | undefined {
    const { oldInputs, oldAutonamed, name } = this.options;
    const old = oldInputs?.[property];
    if (typeof old !== "string" || old === "") return undefined;
    if (oldAutonamed !== undefined) return oldAutonamed.includes(property) ? old : undefined;
    const suffix = old.slice(name.length);
    return old.startsWith(name) && /^-[0-9a-f]{7}$/.test(suffix) ? old : undefined;
  }

  private suffix(property: string): string {
    const { seed, urn } = this.options;
    const hash = createHash("sha256").update(seed.length > 0 ? seed : randomBytes(32));
    return hash.update(`\0${urn}\0${property}`).digest("hex").slice(0, SUFFIX_DIGITS);
  }
}
