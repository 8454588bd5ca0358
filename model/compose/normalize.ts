import type { Lookup } from "./interpolate";
import type { ComposeProject, ComposeResource, ComposeService } from "./project";

/** Says what a project leaves unsaid: names, the default network, dependencies that follow from other attributes. */
export function normalizeProject(project: ComposeProject, lookup: Lookup): void {
  for (const service of Object.values(project.services)) {
    normalizeService(service, lookup);
    joinDefaultNetwork(service, project);
  }
  const named: Record<string, ComposeResource>[] = [
    project.networks,
    project.volumes,
    project.secrets,
    project.configs,
  ];
  for (const section of named)
    for (const [key, resource] of Object.entries(section))
      resource.name ??= resource.external === true ? key : `${project.name}_${key}`;
}

function normalizeService(service: ComposeService, lookup: Lookup): void {
  if (service.pull_policy === "if_not_present") service.pull_policy = "missing";
  const { build } = service;
  if (build !== undefined) {
    if (build.dockerfile_inline === undefined) build.dockerfile ??= "Dockerfile";
    if (build.args !== undefined) build.args = resolvedArgs(build.args, lookup);
  }
  for (const secret of service.secrets ?? []) secret.target ??= `/run/secrets/${secret.source}`;
  if (service.scale !== undefined && service.deploy !== undefined)
    service.deploy.replicas ??= service.scale;
  addDependencies(service);
}

/** A build argument without a value is the one of the environment, or none. */
function resolvedArgs(args: Record<string, string | null>, lookup: Lookup) {
  const resolved = Object.entries(args).flatMap(([name, value]): [string, string][] => {
    const found = value ?? lookup(name);
    return found === undefined ? [] : [[name, found]];
  });
  return resolved.length === 0 ? undefined : Object.fromEntries(resolved);
}

const NAMESPACES = ["network_mode", "ipc", "pid", "uts", "cgroup"] as const;

/** Who shares a namespace, a link or volumes with a service depends on it. */
function addDependencies(service: ComposeService): void {
  const dependencies = service.depends_on ?? {};
  const add = (name: string, restart: boolean): void => {
    dependencies[name] ??= {
      condition: "service_started",
      ...(restart && { restart }),
      required: true,
    };
  };
  for (const link of service.links ?? []) {
    const parts = link.split(":");
    add(parts.length === 2 ? parts[0]! : link, true);
  }
  for (const namespace of NAMESPACES) {
    const shared = serviceOf(service[namespace]);
    if (shared !== undefined) add(shared, true);
  }
  for (const source of service.volumes_from ?? [])
    if (!source.startsWith("container:")) add(source.split(":")[0]!, false);
  if (Object.keys(dependencies).length > 0) service.depends_on = dependencies;
}

/** The service in `service:NAME`. */
export function serviceOf(reference: string | undefined): string | undefined {
  return reference?.startsWith("service:") === true
    ? reference.slice("service:".length)
    : undefined;
}

function joinDefaultNetwork(service: ComposeService, project: ComposeProject): void {
  if (service.network_mode !== undefined) return;
  service.networks ??= { default: null };
  if (Object.hasOwn(service.networks, "default")) project.networks.default ??= { ipam: {} };
}
