/** Ports of the host that a service may take: one, or a range of which each replica takes the next. */
export interface PublishedPorts {
  readonly first: number;
  readonly last: number;
}

/** Undefined where the engine chooses a free port. */
export function publishedPorts(published: string | undefined): PublishedPorts | undefined {
  const [first = 0, last = first] = (published ?? "0").split("-").map(Number);
  return first === 0 ? undefined : { first, last };
}
