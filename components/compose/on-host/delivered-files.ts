import type * as docker from "@pulumi/docker";
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, posix, relative } from "node:path";
import type { ComposeService } from "../../../model/compose/project";
import { projectPath } from "../../images/build-tag";
import { refuse } from "../../mistakes";
import type { AppOnHost } from "./app-on-host";

type Upload = docker.types.input.ContainerUpload;

/** More than this is no configuration any more, and belongs into an image. */
const MOST_FILES = 200;

/**
 * The files of a bind mount whose source is in the project's folder, for a host that is another machine: each is written
 * into the container before it starts, and a file that changes makes a new container.
 */
export function deliveredFiles(
  on: AppOnHost,
  name: string,
  { source, target }: NonNullable<ComposeService["volumes"]>[number],
): Upload[] {
  const files = listFiles(source!);
  if (files.length > MOST_FILES)
    refuse(
      [
        {
          path: `services.${name}.volumes`,
          problem: `${source} has ${files.length} files, and more than ${MOST_FILES} aren't brought to another host; put them into the image`,
        },
      ],
      on.app,
    );
  return files.map((file) => ({
    file: file === source ? target! : posix.join(target!, relative(source!, file)),
    source: projectPath(file),
    sourceHash: createHash("sha256").update(readFileSync(file)).digest("hex"),
    permissions: `0${(lstatSync(file).mode & 0o777).toString(8)}`,
  }));
}

function listFiles(path: string): string[] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => listFiles(join(path, name)));
}
