import type { types } from "@pulumi/kubernetes";
import { ConfigMap, Secret } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../../../model/defaults";
import type { FileArgs } from "../workload-args";
import { labelsOf } from "./meta";
import type { Site } from "./on-kubernetes";

/** Volumes of a pod, and where its container mounts them. */
export interface Mounted {
  volumes: types.input.core.v1.Volume[];
  mounts: types.input.core.v1.VolumeMount[];
}

const PLAIN = "files";
const SECRET = "secret-files";

/**
 * The files in an immutable ConfigMap, the secret ones in a Secret, each mounted at its own path. Other contents make
 * another one under another name, and so the pods are rolled.
 */
export function createFiles({ name, args, childOpts }: Site): Mounted {
  const files = (args.files ?? []).map((file, index) => ({ ...file, key: `file-${index}` }));
  const secret = files.filter((file) => file.secret === true);
  const plain = files.filter((file) => file.secret !== true);
  const volumes: types.input.core.v1.Volume[] = [];
  const metadata = { labels: labelsOf(name) };
  if (plain.length > 0) {
    const data = contents(plain);
    const made = new ConfigMap(`${name}-files`, { metadata, immutable: true, data }, childOpts());
    const configMap = { name: made.metadata.name, items: plain.map(item) };
    volumes.push({ name: PLAIN, configMap });
  }
  if (secret.length > 0) {
    const stringData = pulumi.secret(contents(secret));
    const made = new Secret(
      `${name}-secret-files`,
      { metadata, immutable: true, stringData },
      childOpts(),
    );
    volumes.push({
      name: SECRET,
      secret: { secretName: made.metadata.name, items: secret.map(item) },
    });
  }
  const mounts = files.map(({ path, key, secret }) => ({
    name: secret === true ? SECRET : PLAIN,
    mountPath: path,
    subPath: key,
    readOnly: true,
  }));
  return { volumes, mounts };
}

function contents(files: readonly (FileArgs & { key: string })[]) {
  return Object.fromEntries(files.map(({ key, content }) => [key, content]));
}

function item({ key, mode, secret }: FileArgs & { key: string }) {
  const octal = mode ?? (secret === true ? defaults.secretFileMode : defaults.fileMode);
  return { key, path: key, mode: Number.parseInt(octal, 8) };
}
