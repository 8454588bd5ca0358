const COMMON_WORDS: ReadonlySet<string> = new Set(
  "true false null none undefined yes no on off default auto".split(" "),
);

/** Secrets shorter than this are not masked: every other word would go with them. */
const MIN_LENGTH = 3;

/**
 * All strings that would give a secret away, longest first: the secrets themselves, the VALUE of a secret KEY=VALUE,
 * each longer line of a secret of several lines, and all of these as they look inside JSON.
 */
export function secretWords(secrets: Iterable<string>): string[] {
  const words = new Set<string>();
  for (const secret of secrets) {
    add(words, secret);
    const assigned = /^[A-Za-z_][\w.-]*=(.*)$/s.exec(secret)?.[1];
    if (assigned !== undefined) add(words, assigned);
    if (!secret.includes("\n")) continue;
    for (const line of secret.split(/\r?\n/)) {
      const text = line.trim();
      if (text.length >= 8 && !text.startsWith("-----")) add(words, text);
    }
  }
  return [...words].sort((a, b) => b.length - a.length);
}

function add(words: Set<string>, word: string): void {
  const text = word.trim();
  if (text.length < MIN_LENGTH || COMMON_WORDS.has(text.toLowerCase())) return;
  words.add(text);
  const inJson = JSON.stringify(text).slice(1, -1);
  if (inJson !== text) words.add(inJson);
}

/** Replaces every one of `words` (see {@link secretWords}) in `text` by `[secret]`. */
export function mask(text: string, words: readonly string[]): string {
  let result = text;
  for (const word of words) {
    if (result.includes(word)) result = result.replaceAll(word, "[secret]");
  }
  return result;
}
