import type { ComposeProject } from "../project";

/** Whether a path is in the project's folder: on another machine it isn't there, and has to be brought. */
export function isOfProject(
  { directory }: Pick<ComposeProject, "directory">,
  path: string,
): boolean {
  return `${path}/`.startsWith(`${directory}/`);
}
