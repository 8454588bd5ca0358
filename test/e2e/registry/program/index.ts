import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  /** Built, and pushed by the docker.Image itself. */
  image: string;
  /** A tag of the same image, pushed by a docker.RegistryImage. */
  release: string;
  context: string;
  /** Login of the provider; undefined for the docker command's own. */
  registryAuth: { address: string; username: string; password: string } | undefined;
  trigger: string;
  keepRemotely: boolean;
  /** Another Docker engine, which pulls the image by its digest. */
  otherHost: string | undefined;
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;
const { registryAuth } = wanted;

const login: docker.ProviderArgs = registryAuth ? { registryAuth: [registryAuth] } : {};
const provider = new docker.Provider("local", login);

const built = new docker.Image(
  "web",
  { imageName: wanted.image, build: { context: wanted.context } },
  { provider },
);
const tag = new docker.Tag(
  "release",
  { sourceImage: built.imageName, targetImage: wanted.release, tagTriggers: [built.repoDigest] },
  { provider },
);
const release = new docker.RegistryImage(
  "release",
  {
    name: tag.targetImage,
    triggers: { at: wanted.trigger, image: built.repoDigest },
    keepRemotely: wanted.keepRemotely,
  },
  { provider },
);

if (wanted.otherHost !== undefined) {
  const other = new docker.Provider("other", { host: wanted.otherHost, ...login });
  new docker.RemoteImage("elsewhere", { name: built.repoDigest }, { provider: other });
}

export const digest = built.repoDigest;
export const releaseDigest = release.sha256Digest;
export const asked = pulumi
  .all([release.name, release.sha256Digest])
  .apply(([name]) => docker.getRegistryImage({ name }, { provider }))
  .apply(({ sha256Digest }) => sha256Digest);
