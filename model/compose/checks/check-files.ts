import type { Check } from "./check-project";

/** Secrets and configs have one source, and the file that they name is there. */
export function checkFiles({ project, mistake, hasFile, isBroken }: Check): void {
  for (const section of ["secrets", "configs"] as const)
    for (const [name, object] of Object.entries(project[section])) {
      if (object.external === true || isBroken([section, name])) continue;
      const sources =
        section === "secrets" ? ["file", "environment"] : ["file", "environment", "content"];
      // A value of the environment stands in `content`, too.
      const given = sources.filter(
        (source) =>
          object[source as "file"] !== undefined &&
          !(source === "content" && object.environment !== undefined),
      );
      const choice = `${sources.slice(0, -1).join(", ")} or ${sources.at(-1)}`;
      if (given.length !== 1 && !("driver" in object))
        mistake(
          [section, name],
          given.length === 0
            ? `needs ${choice}`
            : `expected only one of ${choice}, got ${given.join(" and ")}`,
        );
      else if (object.file !== undefined && !hasFile(object.file))
        mistake([section, name, "file"], `names a file that isn't there: ${object.file}`);
    }
}
