import { RESOURCES, type ComposeProject, type ComposeService } from "./project";

/** Moves the services that no active profile asks for to `disabledServices`. */
export function applyProfiles(project: ComposeProject, profiles: readonly string[]): void {
  for (const [name, service] of Object.entries(project.services)) {
    if (isActive(service, profiles)) continue;
    project.disabledServices[name] = service;
    delete project.services[name];
  }
}

/** A service without profiles is always active; the profile `*` is all of them. */
function isActive({ profiles: own = [] }: ComposeService, active: readonly string[]): boolean {
  return own.length === 0 || active.includes("*") || own.some((each) => active.includes(each));
}

/** Takes away networks, volumes, secrets and configs that no active service uses. */
export function dropUnused(project: ComposeProject): void {
  const services = Object.values(project.services);
  const used = {
    networks: services.flatMap(({ networks }) => Object.keys(networks ?? {})),
    volumes: services.flatMap(({ volumes }) =>
      (volumes ?? []).flatMap(({ type, source }) => (type === "volume" ? (source ?? []) : [])),
    ),
    secrets: services.flatMap(({ secrets, build }) =>
      [...(secrets ?? []), ...(build?.secrets ?? [])].flatMap(({ source }) => source ?? []),
    ),
    configs: services.flatMap(({ configs }) =>
      (configs ?? []).flatMap(({ source }) => source ?? []),
    ),
    models: services.flatMap(({ models }) => Object.keys(models ?? {})),
  };
  for (const section of RESOURCES)
    for (const name of Object.keys(project[section]))
      if (!used[section].includes(name)) delete project[section][name];
}
