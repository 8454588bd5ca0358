/** What is read of a resource in a stack's state. */
export interface StackResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly parent?: string;
  /** `URN::ID` of the provider. */
  readonly provider?: string;
  /** Replaced, and not deleted yet. */
  readonly delete?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** Marks an object in a state as more than an object. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** True for what is encrypted in a state that was read without its secrets. */
export function isEncrypted(value: unknown): boolean {
  return isSecret(value) && !("plaintext" in value);
}

/** A value of a state; of a secret, what it is, where the state was read with secrets. */
export function plain(value: unknown): unknown {
  if (isSecret(value))
    return "plaintext" in value ? plain(JSON.parse(value.plaintext as string)) : undefined;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

function isSecret(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as Record<string, unknown>)[SIGNATURE] === SECRET
  );
}

/** The logical name in a URN. */
export function nameInUrn(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
