/**
 * Puts what comes from several places at about the same time into order: each element is held for a moment, in which an
 * earlier one may still come.
 */
export class Reorder<T> {
  private held: { element: T; key: string; cameAt: number }[] = [];
  private timer: NodeJS.Timeout | undefined;

  /** @param key texts that sort as the elements are to. */
  constructor(
    private readonly key: (element: T) => string,
    private readonly emit: (element: T) => void,
    private readonly holdMs = 300,
  ) {}

  add(element: T): void {
    this.held.push({ element, key: this.key(element), cameAt: Date.now() });
    this.timer ??= setTimeout(() => this.look(), this.holdMs);
  }

  /** Hands on all that is held. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.hand(this.held.length);
  }

  private look(): void {
    this.timer = undefined;
    this.held.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    const ripe = Date.now() - this.holdMs;
    // Whatever is earlier than the last one whose time has come goes with it.
    this.hand(this.held.findLastIndex(({ cameAt }) => cameAt <= ripe) + 1);
    if (this.held.length > 0) this.timer = setTimeout(() => this.look(), this.holdMs / 3);
  }

  private hand(count: number): void {
    this.held.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    for (const { element } of this.held.splice(0, count)) this.emit(element);
  }
}
