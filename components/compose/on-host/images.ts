import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { parseDockerImageReference } from "../../../model/docker-image-reference";
import { isFloating } from "../../../model/image-name";
import type { ComposeService } from "../../../model/compose/project";
import { withoutStacks } from "../../quiet-stacks";
import { transformed } from "../../transform";
import { present } from "../../workloads/present";
import type { AppOnHost } from "./app-on-host";
import { builtImage } from "./built-image";
import { note } from "../../note";

/** Builds or pulls what services run from; services of one image share it. */
export function createImages(on: AppOnHost): docker.RemoteImage[] {
  const services = Object.entries(on.project.services);
  const made = new Map<string, docker.RemoteImage>();
  const built = services.filter(([, { build }]) => build !== undefined);
  for (const [name, service] of built) {
    const image = create(on, name, builtImage(on, name, service), service);
    on.images[name] = image.name;
    // Another service may name what this one builds.
    if (service.image !== undefined) made.set(keyOf(service), image);
    else made.set(name, image);
  }
  for (const [name, service] of services) {
    if (service.build !== undefined || service.image === undefined) continue;
    const key = keyOf(service);
    let image = made.get(key);
    if (image === undefined) {
      warnOfFloating(on, name, service.image);
      const args: docker.RemoteImageArgs = present({
        name: service.image,
        platform: service.platform,
        // Others on the host may run from it too, so it isn't ours to delete.
        keepLocally: true,
      });
      image = create(on, name, args, service);
      made.set(key, image);
    }
    on.images[name] = image.name;
  }
  return [...made.values()];
}

function keyOf({ image, platform }: ComposeService): string {
  return `${image} ${platform ?? ""}`;
}

function create(
  on: AppOnHost,
  name: string,
  args: docker.RemoteImageArgs,
  _service: ComposeService,
): docker.RemoteImage {
  const opts: pulumi.CustomResourceOptions = { parent: on.app, provider: on.host.provider };
  const last = transformed(on.args.transforms?.images?.[name], on.later.fill(args), opts);
  return withoutStacks(() => new docker.RemoteImage(`${on.name}-${name}`, last, opts));
}

function warnOfFloating(on: AppOnHost, service: string, image: string): void {
  if (!pulumi.runtime.isDryRun() || !isFloating(image)) return;
  note(
    "warn",
    `services.${service}.image: "${image}" may mean another image tomorrow; name a version or a digest`,
    on.app,
  );
}

/** The name of an image without tag and digest. */
export function repositoryIn(image: string): string {
  const parts = parseDockerImageReference(image);
  if (parts === undefined) return image;
  const end = image.indexOf("@");
  const named = end === -1 ? image : image.slice(0, end);
  return parts.tag === undefined ? named : named.slice(0, -(parts.tag.length + 1));
}
