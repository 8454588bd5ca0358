import { UNKNOWN, type Props } from "./resource";
import { OUTPUT_SIGNATURE, SECRET_SIGNATURE, SIGNATURE_KEY, isUnknownWord } from "./signatures";

/** The engine's own keys among a provider's inputs. */
const ENGINE_KEYS: ReadonlySet<string> = new Set(["version", "pluginDownloadURL", "__internal"]);

/**
 * A provider's inputs as its SDK's user wrote them. SDKs send all that isn't a string as JSON text (`"true"`,
 * `"[{…}]"`); a number stays text, since it can't be told from a string of digits.
 */
export function decodeConfig(inputs: Props): Props {
  const result: Props = {};
  for (const [key, value] of Object.entries(inputs)) {
    if (!ENGINE_KEYS.has(key)) result[key] = typeof value === "string" ? fromText(value) : value;
  }
  return result;
}

function fromText(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return unwrap(JSON.parse(text));
  } catch {
    return text;
  }
}

/** Inside JSON text, too, there may be secrets and unknowns in Pulumi's form. */
function unwrap(value: unknown): unknown {
  if (typeof value === "string") return isUnknownWord(value) ? UNKNOWN : value;
  if (Array.isArray(value)) return value.map(unwrap);
  if (value === null || typeof value !== "object") return value;
  const fields = value as Props;
  const signature = fields[SIGNATURE_KEY];
  if (signature === SECRET_SIGNATURE) return unwrap(fields["value"]);
  if (signature === OUTPUT_SIGNATURE)
    return Object.hasOwn(fields, "value") ? unwrap(fields["value"]) : UNKNOWN;
  return Object.fromEntries(Object.entries(fields).map(([key, item]) => [key, unwrap(item)]));
}

/** Where a list like registryAuth, or a kubeconfig, is secret as a whole, these of its strings needn't be masked. */
const HARMLESS_KEYS =
  /^(address|host|url|server|registry|username|user|email|name|id|kind|apiVersion|namespace|cluster|(current-)?context|sshOpts|certPath)$/i;

/** The strings to mask in a decoded value that was secret as a whole. */
export function secretStringsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(secretStringsOf);
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, item]) =>
    typeof item === "string" && HARMLESS_KEYS.test(key) ? [] : secretStringsOf(item),
  );
}
