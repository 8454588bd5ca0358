/** A case of the corpus of which Docker Compose makes something else than we do, with the reason. */
export interface ExplainedDifference {
  readonly name: string;
  readonly paths: readonly string[];
  readonly why: string;
}

const EMPTY_EXEC =
  "Compose's JSON has an empty `exec` for each trigger that has none, because the field isn't a pointer in its Go code.";

export const EXPLAINED: readonly ExplainedDifference[] = [
  {
    name: "app-node-postgres",
    paths: ["services.web.develop.watch.0.exec"],
    why: EMPTY_EXEC,
  },
  {
    name: "blkio",
    paths: [
      "services.web.blkio_config.weight_device.0.Path",
      "services.web.blkio_config.weight_device.0.Weight",
      "services.web.blkio_config.weight_device.0.path",
      "services.web.blkio_config.weight_device.0.weight",
      "services.web.blkio_config.device_read_bps.0.Path",
      "services.web.blkio_config.device_read_bps.0.Rate",
      "services.web.blkio_config.device_read_bps.0.path",
      "services.web.blkio_config.device_read_bps.0.rate",
      "services.web.blkio_config.device_write_iops.0.Path",
      "services.web.blkio_config.device_write_iops.0.Rate",
      "services.web.blkio_config.device_write_iops.0.path",
      "services.web.blkio_config.device_write_iops.0.rate",
    ],
    why: "Compose prints the names of its Go fields here, which it can't read again; we print the file's own names.",
  },
  {
    name: "build-ssh-default",
    paths: ["services.web.build.ssh"],
    why: "Compose's JSON of keys with a path is no JSON, so that we keep a mapping for all keys.",
  },
  {
    name: "develop",
    paths: [0, 1, 2].map((index) => `services.web.develop.watch.${index}.exec`),
    why: EMPTY_EXEC,
  },
  {
    name: "networks-gateway-priority",
    paths: ["refused"],
    why: "The published schema has `interface_name`, that of this Compose doesn't.",
  },
  {
    name: "override-lists",
    paths: ["refused"],
    why: "Compose refuses a group or a security option that two files add; there it is once.",
  },
  {
    name: "port-conflict",
    paths: ["refused"],
    why: "Compose finds out when the second container starts.",
  },
  {
    name: "provider",
    paths: ["services.db.provider.driver", "services.db.provider.type"],
    why: "Compose prints `type` under another name, `driver`, which it can't read again.",
  },
  {
    name: "ulimits",
    paths: ["services.web.ulimits.core"],
    why: "Compose loses a limit of 0 and prints an empty object.",
  },
];
