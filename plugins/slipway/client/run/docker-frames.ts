const HEADER = 8;

/**
 * Takes Docker's frames apart as they come: eight bytes (which output, three zeros, length), then the content. Hands each
 * piece on as soon as it is there, whole frame or not.
 */
export class DockerFrames {
  private header = Buffer.alloc(0);
  private from: "stdout" | "stderr" = "stdout";
  private left = 0;

  constructor(private readonly onPiece: (piece: Buffer, from: "stdout" | "stderr") => void) {}

  add(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.left === 0) {
        const missing = HEADER - this.header.length;
        this.header = Buffer.concat([this.header, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (this.header.length < HEADER) return;
        this.from = this.header[0] === 2 ? "stderr" : "stdout";
        this.left = this.header.readUInt32BE(4);
        this.header = Buffer.alloc(0);
        continue;
      }
      const piece = rest.subarray(0, this.left);
      this.left -= piece.length;
      rest = rest.subarray(piece.length);
      this.onPiece(piece, this.from);
    }
  }
}
