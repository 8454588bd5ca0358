/** The end of an output: what came last, at most `limit` bytes of it. */
export class LastBytes {
  private chunks: Buffer[] = [];
  private held = 0;
  private cut = false;

  constructor(private readonly limit: number) {}

  get truncated(): boolean {
    return this.cut;
  }

  add(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.chunks.push(chunk);
    this.held += chunk.length;
    // Whole chunks go as soon as the rest is enough; the border is cut once, at the end.
    while (this.held - (this.chunks[0]?.length ?? 0) >= this.limit && this.chunks.length > 1) {
      this.held -= this.chunks.shift()!.length;
      this.cut = true;
    }
  }

  /** Begins with a whole character. */
  text(): string {
    const all = Buffer.concat(this.chunks);
    let from = Math.max(0, all.length - this.limit);
    this.cut ||= from > 0;
    while (this.cut && from < all.length && (all[from]! & 0xc0) === 0x80) from++;
    return all.toString("utf8", from);
  }
}
