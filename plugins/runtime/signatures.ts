/**
 * The magic words of Pulumi's property protocol (sdk/go/common/resource: properties.go, rpc.go).
 * A map with {@link SIGNATURE_KEY} isn't a map but what the signature says.
 */
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";

export const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
export const OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
export const ASSET_SIGNATURE = "c44067f5952c0a294b673a41bacd8c17";
export const ARCHIVE_SIGNATURE = "0def7320c3a5731c473e5ecbe6d01bc7";
export const RESOURCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e";

/** What is written for a value that isn't known yet. */
export const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * The same in an update, where what it comes from failed: toolchain/continue-on-error.cjs writes it. As long as the other, so
 * that one can stand in the other's place.
 */
export const NOT_MADE = "<unknown: what it comes from failed>";

const UNKNOWN_WORDS: ReadonlySet<string> = new Set([
  UNKNOWN_STRING,
  NOT_MADE,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // bool
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

const UNKNOWN_LENGTH = UNKNOWN_STRING.length;

/** True for the strings that stand for an unknown value, whatever its type. */
export function isUnknownWord(text: string): boolean {
  return text.length === UNKNOWN_LENGTH && UNKNOWN_WORDS.has(text);
}
