import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Findings } from "../../model/compose/findings";
import type { ManifestFile } from "../../model/manifests/read-manifests";

/** The text of each file, and of the YAML files of each folder, by name. */
export function readSources(
  paths: string | readonly string[] | undefined,
  findings: Findings,
): ManifestFile[] {
  const given = paths === undefined ? [] : typeof paths === "string" ? [paths] : paths;
  return given.flatMap((path) => {
    try {
      if (!statSync(path).isDirectory()) return [read(path)];
      const files = readdirSync(path)
        .filter((name) => /\.ya?ml$/.test(name))
        .sort();
      if (files.length === 0)
        findings.mistake({ file: path, line: 0 }, "", "holds no .yaml or .yml file");
      return files.map((name) => read(join(path, name)));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const problem =
        code === "ENOENT" ? "there is no such file or folder" : `can't be read (${code ?? "?"})`;
      findings.mistake({ file: path, line: 0 }, "", problem);
      return [];
    }
  });
}

function read(file: string): ManifestFile {
  return { file, text: readFileSync(file, "utf8") };
}
