import * as f from "./field";

const softAndHard = f.shape({ soft: f.wholeNotZero, hard: f.wholeNotZero });

/** One number for both limits, or each by itself. */
export const ulimits = f.record<number | NonNullable<ReturnType<typeof softAndHard>>>(
  f.like(softAndHard, (...args) =>
    args[0].kind === "map" ? softAndHard(...args) : f.whole(...args),
  ),
);

const throttle = f.list(f.shape({ path: f.text, rate: f.bytes }));

export const blkioConfig = f.shape({
  device_read_bps: throttle,
  device_read_iops: throttle,
  device_write_bps: throttle,
  device_write_iops: throttle,
  weight: f.wholeNotZero,
  weight_device: f.list(f.shape({ path: f.text, weight: f.wholeNotZero })),
});

/** How many devices: -1 for all. */
const deviceCount: f.Field<number> = (node, path, findings) =>
  node.kind === "scalar" && String(node.value).toLowerCase() === "all"
    ? -1
    : f.wholeNotZero(node, path, findings);

const deviceRequest = f.shape({
  capabilities: f.texts,
  count: deviceCount,
  device_ids: f.texts,
  driver: f.text,
  options: f.labels,
});

/** Devices such as GPUs: all of them, unless the file counts or names them. */
export const deviceRequests = f.list<NonNullable<ReturnType<typeof deviceRequest>>>(
  f.like(deviceRequest, (...args) => {
    const request = deviceRequest(...args);
    if (request === undefined) return undefined;
    const isOpen = request.count === undefined && request.device_ids === undefined;
    return isOpen ? { ...request, count: -1 } : request;
  }),
);
