/** A range of IPv4 addresses. */
export interface Range {
  first: number;
  last: number;
  prefix: number;
}

/** Undefined where the text is none, or where its address isn't the range's first. */
export function parseRange(text: string): Range | undefined {
  const match = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(text);
  const first = match === null ? undefined : addressNumber(match[1]!);
  const prefix = Number(match?.[2]);
  if (first === undefined || prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  return first % size === 0 ? { first, last: first + size - 1, prefix } : undefined;
}

export function addressNumber(text: string): number | undefined {
  const parts = text.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

export function addressText(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
}

export function netmask(prefix: number): string {
  return addressText(prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0);
}

export function overlap(a: Range, b: Range): boolean {
  return a.first <= b.last && b.first <= a.last;
}

const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map((text) => parseRange(text)!);

export function isPrivate(range: Range): boolean {
  return PRIVATE.some((each) => each.first <= range.first && range.last <= each.last);
}

/** Lends numbers; the one that has been free for the longest time goes first. */
export class Pool {
  private readonly free: number[];

  constructor(first: number, last: number) {
    this.free = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  }

  /** Undefined where none is left. */
  take(): number | undefined {
    return this.free.shift();
  }

  give(value: number): void {
    this.free.push(value);
  }
}
