import * as pulumi from "@pulumi/pulumi";
import * as path from "node:path";
import { contentTag } from "../../model/content-hash";
import { SlipwayError } from "../../model/errors";
import { refuse } from "../mistakes";
import type { ImageBuildArgs } from "./image";
import { readContext, type BuildContext } from "../../build-context/read-context";

/**
 * Context and Dockerfile as they go into state: relative to the project where they are inside of it, so that another
 * checkout of the same program sees no difference.
 */
export function buildPaths(build: ImageBuildArgs): { context: string; dockerfile: string } {
  return {
    context: projectPath(build.context),
    dockerfile: projectPath(build.dockerfile ?? path.join(build.context, "Dockerfile")),
  };
}

/** A path of a file as it goes into state. */
export function projectPath(file: string): string {
  const relative = path.relative(process.cwd(), path.resolve(file));
  if (relative === "") return ".";
  return relative === ".." || relative.startsWith(`..${path.sep}`) ? path.resolve(file) : relative;
}

/** The tag that everything in the build, but secrets, gives. Known at once where the arguments are. */
export function buildTag(build: ImageBuildArgs, image: pulumi.Resource): pulumi.Output<string> {
  const context = contextOf(build, image);
  const args = build.args ?? {};
  const secretNames = pulumi
    .all(Object.entries(args).map(([key, value]) => secretName(key, value)))
    .apply((names) => names.filter((key) => key !== undefined));
  return pulumi.all([args, secretNames]).apply(([known, secrets]) => {
    refuse(
      secrets.map((key) => ({
        path: `build.args.${key}`,
        problem: "is a secret, and the content hash would give it away; put it in build.secretArgs",
      })),
      image,
    );
    const { target, platform } = build;
    return contentTag({ ...context, args: known, target, platform });
  });
}

function contextOf(build: ImageBuildArgs, image: pulumi.Resource): BuildContext {
  try {
    const { context, dockerfile } = buildPaths(build);
    return readContext(context, dockerfile);
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    const property = error.code === "DOCKERFILE_MISSING" ? "build.dockerfile" : "build.context";
    refuse([{ path: property, problem: error.message }], image);
    throw error; // not reached: refuse throws
  }
}

async function secretName(key: string, value: pulumi.Input<string>): Promise<string | undefined> {
  return (await pulumi.isSecret(pulumi.output(value))) ? key : undefined;
}
