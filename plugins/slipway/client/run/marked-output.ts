/**
 * One output in which messages of the supervisor stand among what the command says: from the token to the end of that
 * line. What comes before the first message (a host's greeting, what ~/.bashrc prints) is none of the command's.
 */
export class MarkedOutput {
  /** What came before the first message. */
  noise = "";
  private begun = false;
  private held = Buffer.alloc(0);
  private readonly token: Buffer;

  constructor(
    token: string,
    private readonly onContent: (content: Buffer) => void,
    private readonly onMessage: (words: string[]) => void,
  ) {
    this.token = Buffer.from(token);
  }

  add(chunk: Buffer): void {
    let rest = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    for (;;) {
      const at = rest.indexOf(this.token);
      if (at < 0) break;
      this.content(rest.subarray(0, at));
      rest = rest.subarray(at);
      const end = rest.indexOf(10);
      if (end < 0) {
        this.held = Buffer.from(rest);
        return;
      }
      this.begun = true;
      this.onMessage(rest.subarray(this.token.length, end).toString().trim().split(/\s+/));
      rest = rest.subarray(end + 1);
    }
    const open = this.openToken(rest);
    this.content(rest.subarray(0, rest.length - open));
    this.held = Buffer.from(rest.subarray(rest.length - open));
  }

  /** How many of the last bytes may be the beginning of a token. */
  private openToken(bytes: Buffer): number {
    for (let length = Math.min(bytes.length, this.token.length - 1); length > 0; length--)
      if (bytes.subarray(bytes.length - length).equals(this.token.subarray(0, length)))
        return length;
    return 0;
  }

  private content(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (this.begun) this.onContent(bytes);
    else this.noise = (this.noise + bytes.toString()).slice(-8192);
  }
}
