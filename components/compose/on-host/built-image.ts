import type * as docker from "@pulumi/docker";
import * as path from "node:path";
import { contentTag } from "../../../model/content-hash";
import { SlipwayError } from "../../../model/errors";
import type { ComposeService } from "../../../model/compose/project";
import { readContext, type BuildContext } from "../../../build-context/read-context";
import { projectPath } from "../../images/build-tag";
import { refuse } from "../../mistakes";
import { present } from "../../workloads/present";
import type { AppOnHost } from "./app-on-host";
import { repositoryIn } from "./images";

/**
 * What an image is built from. Its tag is a hash of everything in the build, so that a preview knows which containers
 * come to be replaced.
 */
export function builtImage(
  on: AppOnHost,
  name: string,
  service: ComposeService,
): docker.RemoteImageArgs {
  const build = service.build!;
  const context = build.context!;
  const dockerfile = path.resolve(context, build.dockerfile ?? "Dockerfile");
  const platform = build.platforms?.[0] ?? service.platform;
  const buildArgs = stringsOf(build.args);
  refuse(
    Object.keys(buildArgs)
      .filter((key) => on.later.isIn(buildArgs[key]!))
      .map((key) => ({
        path: `services.${name}.build.args.${key}`,
        problem:
          "must be known and no secret, for the image's tag is a hash of it; use a secret of the build",
      })),
    on.app,
  );
  const tag = contentTag({
    ...readFolder(on, name, context, dockerfile),
    args: { ...buildArgs, ...prefixed("label ", build.labels) },
    target: build.target,
    platform,
  });
  const repository =
    service.image === undefined ? `${on.project.name}-${name}` : repositoryIn(service.image);
  return {
    name: `${repository}:${tag}`,
    build: present<docker.types.input.RemoteImageBuild>({
      context: projectPath(context),
      dockerfile: path.relative(context, dockerfile),
      buildArgs,
      labels: build.labels,
      target: build.target,
      platform,
      networkMode: build.network,
      extraHosts: build.extra_hosts?.map((each) => each.replace("=", ":")),
      cacheFroms: build.cache_from,
      noCache: build.no_cache,
      pullParent: build.pull,
      tags: build.tags,
      secrets: build.secrets?.map(({ source, target }) => {
        const { file, environment } = on.project.secrets[source!]!;
        const id = target?.replace(/^\/run\/secrets\//, "") ?? source!;
        return present({ id, src: file, env: environment });
      }),
    }),
  };
}

function readFolder(
  { app }: AppOnHost,
  name: string,
  context: string,
  dockerfile: string,
): BuildContext {
  try {
    return readContext(context, dockerfile);
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    const key = error.code === "DOCKERFILE_MISSING" ? "dockerfile" : "context";
    refuse([{ path: `services.${name}.build.${key}`, problem: error.message }], app);
    throw error; // not reached: refuse throws
  }
}

function stringsOf(args: Readonly<Record<string, string | null>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(args).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}

function prefixed(prefix: string, labels: Readonly<Record<string, string>> = {}) {
  return Object.fromEntries(
    Object.entries(labels).map(([label, value]) => [`${prefix}${label}`, value]),
  );
}
