import { notFound, unprocessable } from "./http/answer";

export const TAG_NAME = /^[a-zA-Z0-9_\-:]{1,255}$/;

/** The account's tags; which things have one, those say themselves. */
export class Tags {
  private readonly names = new Map<string, string>();

  all(): string[] {
    return [...this.names.values()];
  }

  /** Its name as it was first written: tags are the same in small and capital letters. */
  ensure(name: string): string {
    if (!TAG_NAME.test(name))
      throw unprocessable(
        "Tags may contain letters, numbers, colons, dashes, and underscores. There is a limit of 255 characters per tag.",
      );
    const known = this.names.get(name.toLowerCase());
    if (known === undefined) this.names.set(name.toLowerCase(), name);
    return known ?? name;
  }

  get(name: string): string {
    const known = this.names.get(name.toLowerCase());
    if (known === undefined) throw notFound();
    return known;
  }

  delete(name: string): void {
    this.names.delete(name.toLowerCase());
  }
}
