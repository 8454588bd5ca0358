import { dropUnused } from "./profiles";
import { RESOURCES, type ComposeProject } from "./project";

/**
 * The project as `docker compose config` prints it: without what no service uses, without the content of secrets, and
 * with each dollar doubled, so that it can be read again.
 */
export function renderProject(original: ComposeProject): Record<string, unknown> {
  const project = structuredClone(original);
  dropUnused(project);
  for (const object of [...Object.values(project.secrets), ...Object.values(project.configs)])
    if (object.environment !== undefined) delete object.content;
  const services = Object.entries(project.services).map(([name, service]) => [
    name,
    { command: null, entrypoint: null, ...service },
  ]);
  const rendered: Record<string, unknown> = {
    name: project.name,
    services: Object.fromEntries(services),
  };
  for (const section of RESOURCES)
    if (Object.keys(project[section]).length > 0) rendered[section] = project[section];
  const plain = withoutExtensions(rendered) as Record<string, unknown>;
  return escapeDollars({ ...plain, ...project.extensions }) as Record<string, unknown>;
}

/** Compose's JSON has extensions at the top alone. Names and labels may begin with `x-`, and stay. */
function withoutExtensions(value: unknown, isFree = false): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutExtensions(item));
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([key]) => isFree || !key.startsWith("x-"));
  return Object.fromEntries(
    kept.map(([key, entry]) => [key, withoutExtensions(entry, FREE_KEYS.has(key))]),
  );
}

/** Attributes whose keys are the user's own. */
const FREE_KEYS = new Set([
  "additional_contexts",
  "annotations",
  "args",
  "configs",
  "depends_on",
  "driver_opts",
  "environment",
  "labels",
  "models",
  "networks",
  "options",
  "secrets",
  "services",
  "storage_opt",
  "sysctls",
  "volumes",
]);

function escapeDollars(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("$", "$$$$");
  if (Array.isArray(value)) return value.map(escapeDollars);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [escapeDollars(key), escapeDollars(entry)]),
  );
}
