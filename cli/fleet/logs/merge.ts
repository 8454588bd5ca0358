/**
 * Merges sources, each of which is in order, into one that is. Holds one element of each at a time.
 *
 * @param key texts that sort as the elements are to.
 */
export async function* mergeInOrder<T>(
  sources: readonly AsyncIterator<T>[],
  key: (element: T) => string,
): AsyncGenerator<T> {
  const heads = (
    await Promise.all(sources.map(async (source) => ({ source, head: await source.next() })))
  ).filter(({ head }) => head.done !== true);
  while (heads.length > 0) {
    let first = heads[0]!;
    for (const each of heads)
      if (key(each.head.value as T) < key(first.head.value as T)) first = each;
    yield first.head.value as T;
    first.head = await first.source.next();
    if (first.head.done === true) heads.splice(heads.indexOf(first), 1);
  }
}
