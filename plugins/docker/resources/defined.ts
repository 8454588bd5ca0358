/** The list; undefined for an empty one. */
export function filled<T>(list: readonly T[] | undefined): T[] | undefined {
  return list?.length ? [...list] : undefined;
}

export type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the members that are undefined or null. */
export function defined<T extends object>(bag: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(bag).filter(([, value]) => value !== undefined && value !== null),
  ) as Defined<T>;
}
