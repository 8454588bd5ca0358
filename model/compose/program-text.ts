/** What a program is made of that says the same as compose files. */
export interface ProgramParts {
  /** The component's name. */
  readonly name: string;
  /** From the program's folder to that of the components. */
  readonly components: string;
  /** Where relative paths begin, from the folder that Pulumi runs in; undefined where it is that. */
  readonly directory: string | undefined;
  readonly files: readonly unknown[];
  readonly stillRead: readonly string[];
}

/** The TypeScript text of a program. */
export function programText({
  name,
  components,
  directory,
  files,
  stillRead,
}: ProgramParts): string {
  const project = files.length === 1 ? literal(files[0], 1) : literal(files, 1);
  return [
    `import { ComposeApp } from ${JSON.stringify(`${components}/compose/compose-app`)};`,
    `import { DockerHost } from ${JSON.stringify(`${components}/hosts/docker-host`)};`,
    "",
    ...(stillRead.length > 0 ? [`// Files that it still reads: ${stillRead.join(", ")}`] : []),
    `const app = new ComposeApp(${JSON.stringify(name)}, {`,
    `  on: new DockerHost("local"),`,
    ...(directory === undefined ? [] : [`  directory: ${JSON.stringify(directory)},`]),
    `  project: ${project},`,
    "});",
    "",
    "export const containers = app.containerNames;",
    "",
  ].join("\n");
}

const MOST = 100;

/** Data as TypeScript, on one line where that is short. */
function literal(value: unknown, depth: number): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((item: unknown) => literal(item, depth + 1))
    : Object.entries(value).map(([key, entry]) => `${keyText(key)}: ${literal(entry, depth + 1)}`);
  if (parts.length === 0) return isList ? "[]" : "{}";
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  const pad = isList ? "" : " ";
  const line = `${open}${pad}${parts.join(", ")}${pad}${close}`;
  if (line.length + 2 * depth <= MOST - 20 && !line.includes("\n")) return line;
  const indent = "  ".repeat(depth + 1);
  return `${open}\n${parts.map((part) => `${indent}${part},\n`).join("")}${"  ".repeat(depth)}${close}`;
}

function keyText(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}
