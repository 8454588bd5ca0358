import { StringDecoder } from "node:string_decoder";

/** Characters after which a line without an end is handed on all the same. */
const LONGEST = 16 * 1024;

/** Cuts what comes in chunks into lines; characters may lie across the borders of chunks. */
export class LineSplitter {
  private readonly decoder = new StringDecoder("utf8");
  private rest = "";

  constructor(private readonly onLine: (line: string) => void) {}

  add(chunk: Buffer): void {
    const lines = (this.rest + this.decoder.write(chunk)).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) this.onLine(line.replace(/\r$/, ""));
    for (; this.rest.length > LONGEST; this.rest = this.rest.slice(LONGEST))
      this.onLine(this.rest.slice(0, LONGEST));
  }

  /** The last line may lack its end. */
  end(): void {
    const last = this.rest + this.decoder.end();
    this.rest = "";
    if (last !== "") this.onLine(last);
  }
}
