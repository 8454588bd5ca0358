/** Reads protobuf's wire format. */
export class ByteReader {
  position = 0;
  private readonly bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }

  /** A varint of up to 53 bits; longer ones (negative enum values) lose their upper bits. */
  varint(): number {
    let result = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes[this.position++];
      if (byte === undefined) throw new RangeError("truncated message");
      result += (byte & 127) * scale;
      if (byte < 128) return result;
      scale *= 128;
    }
  }

  double(): number {
    const value = this.bytes.readDoubleLE(this.position);
    this.position += 8;
    return value;
  }

  string(): string {
    const length = this.varint();
    const start = this.position;
    const end = start + length;
    const { bytes } = this;
    if (end > bytes.length) throw new RangeError("truncated message");
    this.position = end;
    // Short ASCII (most keys and values) is faster here than across the border to C++.
    if (length <= 24) {
      let text = "";
      for (let at = start; at < end; at++) {
        const byte = bytes[at]!;
        if (byte > 127) return bytes.toString("utf8", start, end);
        text += String.fromCharCode(byte);
      }
      return text;
    }
    return bytes.toString("utf8", start, end);
  }

  slice(length: number): Buffer {
    const end = this.position + length;
    if (end > this.bytes.length) throw new RangeError("truncated message");
    const part = this.bytes.subarray(this.position, end);
    this.position = end;
    return part;
  }

  /** True where a map entry that ends at `end` begins here with this key (ASCII). */
  startsWithKey(key: string, end: number): boolean {
    const { bytes, position } = this;
    if (position + 2 + key.length > end) return false;
    if (bytes[position] !== 10 || bytes[position + 1] !== key.length) return false;
    for (let at = 0; at < key.length; at++)
      if (bytes[position + 2 + at] !== key.charCodeAt(at)) return false;
    return true;
  }

  /** Passes over the field that `tag` began. */
  skip(tag: number): void {
    switch (tag % 8) {
      case 0:
        this.varint();
        return;
      case 1:
        this.position += 8;
        return;
      case 2: {
        const length = this.varint();
        this.position += length;
        return;
      }
      case 5:
        this.position += 4;
        return;
      default:
        throw new RangeError(`a field of an unknown wire type (${tag % 8})`);
    }
  }
}
