import * as f from "./field";

/** What a thing that isn't ours is called; everything else about it is known elsewhere. */
const named = { name: f.text, external: f.trueOrNothing, labels: f.labels };
const driver = { driver: f.text, driver_opts: f.labels };

export const NETWORK = {
  ...named,
  ...driver,
  attachable: f.trueOrNothing,
  enable_ipv4: f.flag,
  enable_ipv6: f.flag,
  internal: f.trueOrNothing,
  ipam: f.shape({
    config: f.list(
      f.shape({ aux_addresses: f.labels, gateway: f.text, ip_range: f.text, subnet: f.text }),
    ),
    driver: f.text,
    options: f.labels,
  }),
};

export const VOLUME = { ...named, ...driver };

const fileObject = {
  ...named,
  content: f.text,
  environment: f.text,
  file: f.text,
  template_driver: f.text,
};

export const SECRET = { ...fileObject, ...driver };
export const CONFIG = fileObject;
export const MODEL = {
  name: f.text,
  model: f.text,
  context_size: f.whole,
  runtime_flags: f.texts,
};

/** As Compose prints it, a network always has its ipam. */
export const network = f.withDefaults(f.shape(NETWORK), { ipam: {} });
export const volume = f.shape(VOLUME);
export const secret = f.shape(SECRET);
export const config = f.shape(CONFIG);
export const model = f.shape(MODEL);
