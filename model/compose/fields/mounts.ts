import { posix } from "node:path";
import * as f from "./field";

export const fileReference = f.shape({
  gid: f.text,
  mode: f.fileMode,
  source: f.text,
  target: f.text,
  uid: f.text,
});

/** A path in a container, without its detours. */
const target: f.Field<string> = (...args) => {
  const path = f.text(...args);
  return path === undefined ? undefined : posix.normalize(path).replace(/(.)\/$/, "$1");
};

export const volumeMount = f.shape({
  bind: f.shape({
    create_host_path: f.trueOrNothing,
    propagation: f.text,
    recursive: f.text,
    selinux: f.text,
  }),
  consistency: f.text,
  image: f.shape({ subpath: f.text }),
  read_only: f.trueOrNothing,
  source: f.text,
  target,
  tmpfs: f.shape({ mode: f.wholeNotZero, size: f.bytes }),
  type: f.text,
  volume: f.shape({ labels: f.labels, nocopy: f.trueOrNothing, subpath: f.text }),
});

export const device = f.shape({ permissions: f.text, source: f.text, target: f.text });

export const port = f.withDefaults(
  f.shape({
    app_protocol: f.text,
    host_ip: f.text,
    mode: f.text,
    name: f.text,
    protocol: f.text,
    published: f.text,
    target: f.whole,
  }),
  { mode: "ingress", protocol: "tcp" },
);
