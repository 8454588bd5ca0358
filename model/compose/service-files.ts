import { readEnvFile, readRawEnvFile, type EnvFile } from "./env-file";
import { pathOf, type At, type Findings } from "./findings";
import type { Lookup } from "./interpolate";
import type { ComposeProject, ComposeService } from "./project";

/** What the files of a service are read with. */
export interface FileReading {
  readonly readFile: (path: string) => string | undefined;
  readonly lookup: Lookup;
  readonly findings: Findings;
  /** Where the file says something. */
  readonly placeOf: (keys: readonly (string | number)[]) => At;
}

/** Reads `env_file` and `label_file` of each service into its environment and labels, which go before them. */
export function readServiceFiles(project: ComposeProject, reading: FileReading): void {
  for (const [name, service] of Object.entries(project.services)) {
    readEnvironment(name, service, reading);
    readLabels(name, service, reading);
  }
}

function readEnvironment(name: string, service: ComposeService, reading: FileReading): void {
  if (service.env_file === undefined) return;
  const own = service.environment ?? {};
  const known = new Map(
    Object.entries(own).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  const lookup: Lookup = (key) => reading.lookup(key) ?? known.get(key);
  const found = new Map<string, string>();
  service.env_file.forEach(({ path = "", required, format }, index) => {
    const keys = ["services", name, "env_file", index];
    const text = reading.readFile(path);
    if (text === undefined) {
      if (required !== false) tell(keys, `names a file that isn't there: ${path}`, reading);
      return;
    }
    if (format !== undefined && format !== "raw") {
      tell(keys, `expected the format raw, got "${format}"`, reading);
      return;
    }
    const file = format === "raw" ? readRawEnvFile(text, lookup) : readEnvFile(text, lookup, found);
    take(file, path, found, reading.findings);
  });
  const all = { ...Object.fromEntries(found), ...own };
  if (Object.keys(all).length > 0) service.environment = all;
  delete service.env_file;
}

function readLabels(name: string, service: ComposeService, reading: FileReading): void {
  if (service.label_file === undefined) return;
  const found = new Map<string, string>();
  service.label_file.forEach((path, index) => {
    const text = reading.readFile(path);
    if (text !== undefined) {
      take(
        readEnvFile(text, (key) => found.get(key)),
        path,
        found,
        reading.findings,
      );
      return;
    }
    const keys = ["services", name, "label_file", index];
    tell(keys, `names a file that isn't there: ${path}`, reading);
  });
  const all = { ...Object.fromEntries(found), ...service.labels };
  if (Object.keys(all).length > 0) service.labels = all;
  delete service.label_file;
}

function tell(keys: readonly (string | number)[], problem: string, reading: FileReading): void {
  reading.findings.mistake(reading.placeOf(keys), pathOf(keys), problem);
}

function take(file: EnvFile, path: string, into: Map<string, string>, findings: Findings): void {
  for (const { line, problem } of file.problems)
    findings.mistake({ file: path, line }, "", problem);
  for (const [key, value] of file.variables) into.set(key, value);
}
