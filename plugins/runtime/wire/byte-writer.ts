/**
 * Writes protobuf's wire format from the end to the front: when a message's length is wanted, it has been written
 * already, so nothing is measured twice or moved.
 */
export class ByteWriter {
  private bytes: Buffer;
  private start: number;

  constructor(capacity = 4096) {
    this.bytes = Buffer.allocUnsafe(capacity);
    this.start = capacity;
  }

  /** Bytes written so far. */
  get length(): number {
    return this.bytes.length - this.start;
  }

  /** What was written; the writer is done with it. */
  finish(): Buffer {
    return this.bytes.subarray(this.start);
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[--this.start] = value;
  }

  varint(value: number): void {
    if (value < 128) {
      this.byte(value);
      return;
    }
    const groups: number[] = [];
    let rest = value;
    while (rest >= 128) {
      groups.push((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    groups.push(rest);
    for (let at = groups.length - 1; at >= 0; at--) this.byte(groups[at]!);
  }

  double(value: number): void {
    this.reserve(8);
    this.start -= 8;
    this.bytes.writeDoubleLE(value, this.start);
  }

  /** The text and its length before it. */
  string(text: string): void {
    const length = Buffer.byteLength(text);
    this.reserve(length);
    this.start -= length;
    this.bytes.write(text, this.start, length, "utf8");
    this.varint(length);
  }

  raw(part: Uint8Array): void {
    this.reserve(part.length);
    this.start -= part.length;
    this.bytes.set(part, this.start);
  }

  private reserve(count: number): void {
    if (this.start >= count) return;
    const used = this.length;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, used + count));
    this.bytes.copy(larger, larger.length - used, this.start);
    this.start = larger.length - used;
    this.bytes = larger;
  }
}
