import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { stringify } from "yaml";
import type { KubeObject, RenderedObject } from "./rendered-objects";

const HEAD = "# Made by slipway render; changes are written over.";

/** What others are in, or are a kind of, comes first where files are applied by name. */
const FIRST = ["Namespace", "CustomResourceDefinition"];

/**
 * Writes each object into a file of its own, in a folder for each cluster where there are several. What an earlier
 * rendering has left there and isn't wanted any more is removed; other files stay.
 *
 * @returns the files' paths.
 */
export function writeObjects(objects: readonly RenderedObject[], out: string): string[] {
  const several = new Set(objects.map(({ cluster }) => cluster)).size > 1;
  const files = new Map(
    objects.map(({ cluster, object }) => [
      join(out, several ? cluster : "", fileName(object)),
      `${HEAD}\n${stringify(object, { lineWidth: 0 })}`,
    ]),
  );
  for (const old of earlier(out)) if (!files.has(old)) rmSync(old);
  for (const [file, text] of files) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return [...files.keys()].map((file) => relative(out, file)).sort();
}

export function fileName({ kind, metadata }: KubeObject): string {
  const rank = FIRST.includes(kind) ? FIRST.indexOf(kind) : FIRST.length;
  const name = metadata.namespace === undefined ? "" : `${metadata.namespace}-`;
  const safe = `${name}${metadata.name}`.replace(/[^\w.-]/g, "_");
  return `${rank}-${kind.toLowerCase()}-${safe}.yaml`;
}

function earlier(out: string): string[] {
  if (!existsSync(out)) return [];
  return readdirSync(out, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => join(out, file))
    .filter((file) => readFileSync(file, "utf8").startsWith(HEAD));
}
