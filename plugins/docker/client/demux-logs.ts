/**
 * Text of a container's log. Without a terminal Docker frames each piece by eight bytes (stream,
 * three zeros, length); with one it sends the plain bytes.
 */
export function demuxLogs(raw: Buffer): string {
  const pieces: Buffer[] = [];
  let at = 0;
  while (at + 8 <= raw.length) {
    const stream = raw[at] ?? 255;
    if (stream > 2 || raw[at + 1] !== 0 || raw[at + 2] !== 0 || raw[at + 3] !== 0)
      return raw.toString("utf8");
    const length = raw.readUInt32BE(at + 4);
    pieces.push(raw.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return pieces.length === 0 ? raw.toString("utf8") : Buffer.concat(pieces).toString("utf8");
}
