import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { checkImage, checkReference } from "../../model/check-image";
import { isFloating } from "../../model/image-name";
import type { DockerHost } from "../hosts/docker-host";
import { knownNow, refuse } from "../mistakes";
import { withoutStacks } from "../quiet-stacks";
import { transformed, type Transform } from "../transform";
import { buildPaths, buildTag } from "./build-tag";

export interface ImageArgs {
  /** Host whose engine builds or pulls it. A change makes it anew there. */
  on: DockerHost;
  /** Builds it from a folder. Exactly one of `build` and `reference` is given. */
  build?: ImageBuildArgs;
  /**
   * Uses an image that exists: `repository:tag` or `repository@sha256:…`. Pulled where the host doesn't have it;
   * a tag that moves later changes nothing. A change pulls the new one and replaces what runs from it.
   */
  reference?: pulumi.Input<string>;
  /**
   * What a built image is called, without the tag. A plain value. Defaults to `<project>/<name>`. A change
   * makes the image anew.
   */
  repository?: string;
  /** The last word on the children. */
  transforms?: {
    image?: Transform<docker.ImageArgs>;
    remoteImage?: Transform<docker.RemoteImageArgs>;
  };
}

export interface ImageBuildArgs {
  /** Folder sent to the build, less what its .dockerignore names. A plain value, relative to the project. */
  context: string;
  /** A plain value, relative to the project. Defaults to `Dockerfile` in the context. */
  dockerfile?: string;
  /** Build arguments, part of the content hash. Whoever has the image can read them. Defaults to none. */
  args?: Record<string, pulumi.Input<string>>;
  /**
   * Build arguments that are secret in Pulumi. They are not part of the content hash, which everybody can see: changing
   * one alone builds nothing. Whoever has the image can read them in its history. Defaults to none.
   */
  secretArgs?: Record<string, pulumi.Input<string>>;
  /** Stage to stop at. Defaults to the last. */
  target?: string;
  /** Such as `linux/amd64`. Defaults to the engine's own. */
  platform?: string;
}

/**
 * An image on a host. A built one is tagged with a hash of everything that goes into it, so that preview
 * already knows the tag, and names just the containers that will be replaced.
 */
export class Image extends pulumi.ComponentResource {
  /** What containers run from. Resolves once the image is there; known in preview. */
  readonly ref: pulumi.Output<string>;
  /** `repository@sha256:…`, or the image's id where it was never in a registry. */
  readonly digest: pulumi.Output<string>;
  private readonly child: docker.Image | docker.RemoteImage;

  constructor(name: string, args: ImageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:images:Image", name, recordedArgs(args), opts);
    const { on, transforms, ...spec } = args;
    refuse(checkImage(knownNow(spec) as object), this);

    if (args.build === undefined) {
      const remote = this.pulled(name, args.reference!, on, transforms?.remoteImage);
      this.ref = remote.name;
      this.digest = remote.repoDigest;
      this.child = remote;
    } else {
      const repository = args.repository ?? `${pulumi.getProject()}/${name}`.toLowerCase();
      const built = this.built(name, args.build, repository, on, transforms?.image);
      this.ref = built.imageName;
      this.digest = built.repoDigest;
      this.child = built;
    }
    this.registerOutputs({ ref: this.ref, digest: this.digest });
  }

  private built(
    name: string,
    build: ImageBuildArgs,
    repository: string,
    on: DockerHost,
    transform: Transform<docker.ImageArgs> | undefined,
  ): docker.Image {
    const tag = buildTag(build, this);
    const secretArgs = Object.entries(build.secretArgs ?? {}).map(
      ([key, value]) => [key, pulumi.secret(value)] as const,
    );
    const opts: pulumi.CustomResourceOptions = { parent: this, provider: on.provider };
    const args: docker.ImageArgs = {
      imageName: pulumi.interpolate`${repository}:${tag}`,
      skipPush: true,
      build: {
        ...buildPaths(build),
        args: { ...build.args, ...Object.fromEntries(secretArgs) },
        ...(build.target === undefined ? {} : { target: build.target }),
        ...(build.platform === undefined ? {} : { platform: build.platform }),
      },
    };
    const childArgs = transformed(transform, args, opts);
    return withoutStacks(() => new docker.Image(name, childArgs, opts));
  }

  private pulled(
    name: string,
    reference: pulumi.Input<string>,
    on: DockerHost,
    transform: Transform<docker.RemoteImageArgs> | undefined,
  ): docker.RemoteImage {
    const check = (value: string): string => {
      refuse(checkReference(value), this);
      if (isFloating(value))
        void pulumi.log.warn(
          `reference: "${value}" may mean another image tomorrow; name a version or a digest`,
          this,
        );
      return value;
    };
    const checked =
      typeof reference === "string" ? check(reference) : pulumi.output(reference).apply(check);
    const opts: pulumi.CustomResourceOptions = { parent: this, provider: on.provider };
    // Others on the host may run from it too, so it isn't ours to delete.
    const args: docker.RemoteImageArgs = { name: checked, keepLocally: true };
    const childArgs = transformed(transform, args, opts);
    return withoutStacks(() => new docker.RemoteImage(name, childArgs, opts));
  }

  /** The resource beneath: `docker.Image` where it is built, else `docker.RemoteImage`. */
  get nodes(): { image: docker.Image | docker.RemoteImage } {
    return { image: this.child };
  }
}

/** As it stands in the component's own state and in previews: what it calls secret is a secret there too. */
function recordedArgs({ transforms: _, ...args }: ImageArgs): pulumi.Inputs {
  const secretArgs = args.build?.secretArgs;
  if (secretArgs === undefined) return { ...args };
  return { ...args, build: { ...args.build, secretArgs: pulumi.secret(secretArgs) } };
}
