import { sinceTime, type LogLine } from "./log-line";

/** Where in a container's log we are, so that it can be read on from there without a gap and without a line twice. */
export class Resumable {
  private time: string | undefined;
  /** Lines of exactly that time that were seen; the engine gives them again. */
  private seen = 0;
  private again = 0;

  /** `since` for the next reading; undefined before the first line. */
  resume(): string | undefined {
    this.again = this.seen;
    return this.time === undefined ? undefined : sinceTime(this.time);
  }

  /** Notes a line; false for one that was seen before. */
  take({ time }: LogLine): boolean {
    if (this.time !== undefined && time < this.time) return false;
    if (time === this.time && this.again > 0) {
      this.again--;
      return false;
    }
    this.seen = time === this.time ? this.seen + 1 : 1;
    this.time = time;
    return true;
  }
}
