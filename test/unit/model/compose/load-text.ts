import { stringify } from "yaml";
import {
  loadCompose,
  type ComposeSource,
  type LoadedCompose,
} from "../../../../model/compose/load";

/** Loads files that are told here, as text or as the data of their YAML. */
export function loadFiles(
  files: Readonly<Record<string, unknown>>,
  options: Partial<ComposeSource> = {},
): LoadedCompose {
  const texts = new Map(
    Object.entries(files).map(([name, content]) => [
      `/app/${name}`,
      typeof content === "string" ? content : stringify(content),
    ]),
  );
  return loadCompose({
    files: [...texts.keys()].filter((path) => path.endsWith(".yaml")),
    environment: { HOME: "/home/user" },
    readFile: (path) => texts.get(path),
    ...options,
  });
}
