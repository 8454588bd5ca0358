import type { ProgramInfo } from "@pulumi/pulumi/proto/language_pb";

const PACKAGE_MANAGERS = ["auto", "npm", "yarn", "pnpm", "bun"] as const;
export type PackageManagerOption = (typeof PACKAGE_MANAGERS)[number];

/** `runtime.options` of a Pulumi.yaml. */
export interface RuntimeOptions {
  /** Load TypeScript through the SDK's own ts-node. Defaults to true. */
  typescript: boolean;
  /** Path of the tsconfig.json to use. */
  tsconfig?: string;
  /** Arguments for node. Defaults to none. */
  nodeargs: string[];
  /** Defaults to "auto": whichever lock file there is. */
  packagemanager: PackageManagerOption;
}

/** Checks `runtime.options`; throws one sentence for the first that is not of its type. */
export function runtimeOptions(info: ProgramInfo | undefined): RuntimeOptions {
  const raw = (info?.getOptions()?.toJavaScript() ?? {}) as Record<string, unknown>;
  const wrong = (name: string, wanted: string) =>
    new Error(
      `runtime.options.${name}: expected ${wanted}, got ${JSON.stringify(raw[name])}; mend it in the project file.`,
    );
  const text = (name: string): string | undefined => {
    const value = raw[name];
    if (value === undefined || typeof value === "string") return value;
    throw wrong(name, "a string");
  };
  const typescript = raw.typescript ?? true;
  if (typeof typescript !== "boolean") throw wrong("typescript", "true or false");
  const manager = (text("packagemanager") ?? "auto") as PackageManagerOption;
  if (!PACKAGE_MANAGERS.includes(manager))
    throw wrong("packagemanager", `one of ${PACKAGE_MANAGERS.join(", ")}`);
  return {
    typescript,
    tsconfig: text("tsconfig"),
    nodeargs: splitWords(text("nodeargs") ?? ""),
    packagemanager: manager,
  };
}

/** Splits as a shell does: spaces part words, quotes and backslashes keep them whole. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!;
    if (quote === undefined && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === quote) quote = undefined;
    else if (quote === undefined && (char === '"' || char === "'")) {
      quote = char;
      word ??= "";
    } else if (char === "\\" && quote !== "'" && i + 1 < line.length)
      word = (word ?? "") + line[++i]!;
    else word = (word ?? "") + char;
  }
  if (quote !== undefined)
    throw new Error(`runtime.options.nodeargs: the quote ${quote} is not closed: ${line}`);
  if (word !== undefined) words.push(word);
  return words;
}

/** The variables by which the SDK's runner learns of the options. */
export function optionVariables(options: RuntimeOptions): Record<string, string> {
  return {
    ...(options.typescript && { PULUMI_NODEJS_TYPESCRIPT: "true" }),
    ...(options.tsconfig !== undefined && { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig }),
  };
}
