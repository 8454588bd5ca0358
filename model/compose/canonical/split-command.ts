/** The words of a command line, and what of it Compose leaves out. */
export interface CommandWords {
  words: string[];
  /** The rest from an operator of the shell on, which no shell is there to understand. */
  leftOut?: string;
  problem?: string;
}

/** Splits a command as Compose does: at blanks, with quotes and backslashes, up to an operator such as `&&`. */
export function splitCommand(line: string): CommandWords {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let index = 0; index < line.length; index++) {
    const character = line[index]!;
    if (character === "\\" && quote !== "'") {
      if (index + 1 === line.length) return { words, problem: "ends in a backslash" };
      word = (word ?? "") + line[++index]!;
    } else if (quote !== "") {
      if (character === quote && quote !== "`" && quote !== ")") quote = "";
      else {
        if (character === quote) quote = "";
        word = (word ?? "") + character;
      }
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= "";
    } else if (character === "`") {
      quote = character;
      word = (word ?? "") + character;
    } else if (character === "(") {
      if (word?.endsWith("$") !== true)
        return { words, problem: "has a parenthesis without quotes" };
      quote = ")";
      word += character;
    } else if (/[;&|<>]/.test(character)) {
      if (character === ">" && /^[0-9]/.test(word ?? "")) word = undefined;
      return {
        words: [...words, ...(word === undefined ? [] : [word])],
        leftOut: line.slice(index),
      };
    } else if (/[ \t\r\n]/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + character;
  }
  if (quote !== "") return { words, problem: "has a quote that isn't closed" };
  return { words: word === undefined ? words : [...words, word] };
}
