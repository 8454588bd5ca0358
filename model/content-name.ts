import { createHash } from "node:crypto";

/** Letters of the hash: 48 bits, plenty to tell one name's contents apart. */
const HASH_LENGTH = 12;
/** The longest name that Swarm takes. */
const LONGEST = 64;

/** A name that changes with the content, and with nothing else. Not for secrets: whoever guesses one could try it. */
export function contentName(name: string, content: string): string {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, HASH_LENGTH);
  return `${name.slice(0, LONGEST - HASH_LENGTH - 1)}-${hash}`;
}
