import { closeSync, constants, openSync, unlinkSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";

/** A launcher as the server sees it: the two fifos between them. */
export class Launcher {
  /** Resolves when the engine has ended it, in whatever way. */
  readonly gone: Promise<void>;
  private readonly toLauncher: number;
  private readonly fromLauncher: Socket;

  constructor(house: string, id: string) {
    const [inFifo, outFifo] = [join(house, `in.${id}`), join(house, `out.${id}`)];
    // For reading too, so that it opens even where the launcher has gone meanwhile.
    this.toLauncher = openSync(inFifo, "r+");
    const fd = openSync(outFifo, constants.O_RDONLY | constants.O_NONBLOCK);
    this.fromLauncher = new Socket({ fd, readable: true, writable: false });
    this.gone = new Promise((resolve) => this.fromLauncher.once("close", () => resolve()));
    unlinkSync(inFifo);
    unlinkSync(outFifo);
  }

  /** What the engine gave it on the command line. It was written before the launcher came to the door. */
  async arguments(): Promise<string[]> {
    const lines = new Promise<string>((resolve) => {
      this.fromLauncher.once("data", (bytes) => resolve(bytes.toString()));
    });
    return (await Promise.race([lines, this.gone.then(() => "")])).split("\n").slice(0, -1);
  }

  answer(port: number): void {
    writeSync(this.toLauncher, `${port}\n`);
  }

  /** Lets it end, where it waits for that. */
  dismiss(): void {
    this.fromLauncher.destroy();
    closeSync(this.toLauncher);
  }
}
