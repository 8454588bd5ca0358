import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { checkImage, checkReference } from "../../model/check-image";
import { isFloating } from "../../model/image-name";
import { show, type Mistake } from "../../model/mistakes";
import { DockerHost } from "../hosts/docker-host";
import type { Hosts } from "../hosts/host-group";
import { placesOf, recordedPlaces } from "../hosts/places";
import { knownNow, refuse } from "../mistakes";
import { withoutStacks } from "../quiet-stacks";
import { transformed, type Transform } from "../transform";
import { buildPaths, buildTag } from "./build-tag";
import { note } from "../note";

export interface ImageArgs {
  /** Host whose engine builds or pulls it, or hosts that each do. A change makes it anew there. */
  on: DockerHost | Hosts;
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
  /** What containers run from. Resolves once the image is there, on each host; known in preview. */
  readonly ref: pulumi.Output<string>;
  /**
   * `repository@sha256:…`, or the image's id where it was never in a registry. Of several hosts the first one's: where
   * each has built it, ids may differ.
   */
  readonly digest: pulumi.Output<string>;
  /** The name it was given in the program. */
  readonly name: string;
  /** True where it is built, and so in no registry; false where it is pulled from one. */
  readonly isBuilt: boolean;
  private readonly byHost = new Map<DockerHost, docker.Image | docker.RemoteImage>();

  constructor(name: string, args: ImageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:images:Image", name, recordedArgs(args), opts);
    const { on, transforms: _, ...spec } = args;
    this.name = name;
    refuse([...placeMistakes(on), ...checkImage(knownNow(spec) as object)], this);

    this.isBuilt = args.build !== undefined;
    const make = args.build === undefined ? this.puller(args) : this.builder(args, args.build);
    placesOf(on).forEach(({ host, suffix }, index) => {
      const childOpts: pulumi.CustomResourceOptions = { parent: this, ...host.childOptions };
      this.byHost.set(host, make(`${name}${suffix}`, childOpts, index));
    });
    const children = [...this.byHost.values()];
    this.ref = pulumi.all(children.map(refOf)).apply((refs) => refs[0] ?? "");
    this.digest = pulumi
      .all(children.map(({ repoDigest }) => repoDigest))
      .apply((all) => all[0] ?? "");
    this.registerOutputs({ ref: this.ref, digest: this.digest });
  }

  /** What containers on one host run from; resolves once the image is there. */
  refOn(host: DockerHost): pulumi.Output<string> {
    const child = this.byHost.get(host);
    return child === undefined ? this.ref : refOf(child);
  }

  /** False where it is built, and on other hosts than this. One that is pulled can be pulled anywhere. */
  isOn(host: DockerHost): boolean {
    return !this.isBuilt || this.byHost.has(host);
  }

  private builder(
    { repository, transforms }: ImageArgs,
    build: ImageBuildArgs,
  ): Make<docker.Image> {
    const tag = buildTag(build, this);
    const secretArgs = Object.entries(build.secretArgs ?? {}).map(
      ([key, value]) => [key, pulumi.secret(value)] as const,
    );
    const called = repository ?? `${pulumi.getProject()}/${this.name}`.toLowerCase();
    return (child, opts, index) => {
      const args: docker.ImageArgs = {
        imageName: pulumi.interpolate`${called}:${tag}`,
        skipPush: true,
        build: {
          ...buildPaths(build),
          args: { ...build.args, ...Object.fromEntries(secretArgs) },
          ...(build.target === undefined ? {} : { target: build.target }),
          ...(build.platform === undefined ? {} : { platform: build.platform }),
        },
      };
      const childArgs = transformed(transforms?.image, args, opts, index);
      return withoutStacks(() => new docker.Image(child, childArgs, opts));
    };
  }

  private puller({ reference, transforms }: ImageArgs): Make<docker.RemoteImage> {
    const check = (value: string): string => {
      refuse(checkReference(value), this);
      if (isFloating(value))
        note(
          "warn",
          `reference: "${value}" may mean another image tomorrow; name a version or a digest`,
          this,
        );
      return value;
    };
    const checked =
      typeof reference === "string" ? check(reference) : pulumi.output(reference!).apply(check);
    return (child, opts, index) => {
      // Others on the host may run from it too, so it isn't ours to delete.
      const args: docker.RemoteImageArgs = { name: checked, keepLocally: true };
      const childArgs = transformed(transforms?.remoteImage, args, opts, index);
      return withoutStacks(() => new docker.RemoteImage(child, childArgs, opts));
    };
  }

  /**
   * The resources beneath: `docker.Image` where it is built, else `docker.RemoteImage`; one for each host, of which
   * `image` is the first.
   */
  get nodes(): {
    image: docker.Image | docker.RemoteImage;
    images: (docker.Image | docker.RemoteImage)[];
  } {
    const images = [...this.byHost.values()];
    return { image: images[0]!, images };
  }
}

function placeMistakes(on: unknown): Mistake[] {
  if (on instanceof DockerHost || Array.isArray((on as Partial<Hosts> | undefined)?.hosts))
    return [];
  return [
    {
      path: "on",
      problem: `expected a DockerHost or a HostGroup, got ${show(on)}: a cluster builds and keeps no images; push it to a registry, and give workloads its name there`,
    },
  ];
}

type Make<Child> = (name: string, opts: pulumi.CustomResourceOptions, index: number) => Child;

function refOf(child: docker.Image | docker.RemoteImage): pulumi.Output<string> {
  return child instanceof docker.Image ? child.imageName : child.name;
}

/** As it stands in the component's own state and in previews: what it calls secret is a secret there too. */
function recordedArgs({ transforms: _, on, ...rest }: ImageArgs): pulumi.Inputs {
  const args = { ...rest, on: recordedPlaces(on) };
  const secretArgs = args.build?.secretArgs;
  if (secretArgs === undefined) return args;
  return { ...args, build: { ...args.build, secretArgs: pulumi.secret(secretArgs) } };
}
