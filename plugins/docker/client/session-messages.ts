/** The few protobuf messages of a BuildKit session: all of their fields are strings or bytes. */

/** Fields 1, 2, … in order. */
export function encodeFields(values: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(
    values.map((value, index) => {
      const content = Buffer.from(value as string);
      return Buffer.concat([
        Buffer.from([((index + 1) << 3) | 2]),
        varint(content.length),
        content,
      ]);
    }),
  );
}

/** The first field of a message, as text. */
export function firstField(bytes: Buffer): string {
  let at = 1;
  let length = 0;
  for (let shift = 0; at < bytes.length; shift += 7) {
    const byte = bytes[at++] ?? 0;
    length |= (byte & 127) << shift;
    if (byte < 128) break;
  }
  return bytes.subarray(at, at + length).toString("utf8");
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return Buffer.from([...bytes, value]);
}
