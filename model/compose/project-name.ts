import { interpolate, type Lookup } from "./interpolate";
import { entryOf, textOf, type Node } from "./node";

/** A name as Compose makes it out of any text: lower case, letters, digits, dashes and underscores. */
export function normalizeName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "")
    .replace(/^[_-]+/, "");
}

/** The project's name: given, of the environment, of the last file that has one, or what it is called otherwise. */
export function projectName(
  given: string | undefined,
  documents: readonly Node[],
  otherwise: string,
  lookup: Lookup,
): string {
  const wanted = given ?? lookup("COMPOSE_PROJECT_NAME");
  if (wanted !== undefined && wanted !== "") return wanted;
  const named = documents.flatMap((document) => textOf(entryOf(document, "name")) ?? []).at(-1);
  const text = named === undefined ? otherwise : interpolate(named, lookup).text;
  return normalizeName(text);
}
