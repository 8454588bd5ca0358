/**
 * Bytes that stand for "no limit" in an update: the Engine API reads zero as "leave it", takes no negative memory, and
 * writes a negative swap down without telling the kernel. On cgroup v2 the swap alone is the difference of the two.
 */
export const UNLIMITED_MEMORY = 2 ** 62;
/** Of memory and swap: the most that a kernel can count. */
export const UNLIMITED_SWAP = 2 ** 63 - 4096;

/** More than any machine has. */
const MORE_THAN_ANY = 2 ** 60;

export function isUnlimited(bytes: number): boolean {
  return bytes >= MORE_THAN_ANY;
}
