/** One mistake of a user: where (`ports[0].port`), and what was expected and found there. */
export interface Mistake {
  path: string;
  problem: string;
  /** The problem told without the value found, for where that may be a secret. Absent where it shows none. */
  discreet?: string;
}

/** `rollout.batch: expected …, got …`, one line per mistake; more than one gets a heading and bullets. */
export function describeMistakes(mistakes: readonly Mistake[]): string {
  const lines = mistakes.map(({ path, problem }) =>
    path === "" ? problem : `${path}: ${problem}`,
  );
  if (lines.length === 1) return lines[0]!;
  return `${lines.length} mistakes:\n${lines.map((line) => `  - ${line}`).join("\n")}`;
}

/** A value as a message shows it: short, on one line. Never call it with a secret. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (value !== null && typeof value === "object") return "an object";
  if (typeof value === "symbol") return "a symbol";
  const text = typeof value === "bigint" ? `${value}` : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** `path.key`, or `path["key"]` where the key isn't a plain word. */
export function joinPath(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}
