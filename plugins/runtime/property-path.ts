/** One step of a property path: a key, or an index. */
export type PathPart = string | number;

const PLAIN_KEY = /^[A-Za-z_$][\w$-]*$/;

/** Writes a path as the engine does: `ports[0].internal`, `labels["a.b"]`. */
export function formatPath(path: readonly PathPart[]): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else if (PLAIN_KEY.test(part)) text += text === "" ? part : `.${part}`;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}

const STEP = /\.?([^.[\]"]+)|\[(\d+)\]|\[\*\]|\["((?:[^"\\]|\\.)*)"\]/y;

/** Reads such a path; `[*]` and `*` come back as the key `*`. A text that isn't a path is one single key. */
export function parsePath(text: string): PathPart[] {
  const path: PathPart[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const step = STEP.exec(text);
    if (step === null) return [text];
    if (step[1] !== undefined) path.push(step[1]);
    else if (step[2] !== undefined) path.push(Number(step[2]));
    else if (step[3] !== undefined) path.push(step[3].replace(/\\(.)/g, "$1"));
    else path.push("*");
  }
  return path;
}

/** What stands at `path`, or undefined. */
export function valueAt(root: unknown, path: readonly PathPart[]): unknown {
  let value = root;
  for (const part of path) {
    if (value === null || typeof value !== "object") return undefined;
    if (Array.isArray(value) !== (typeof part === "number")) return undefined;
    if (!Object.hasOwn(value, part)) return undefined;
    value = (value as Record<PathPart, unknown>)[part];
  }
  return value;
}
