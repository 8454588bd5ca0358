import type { ComposeConfig, ComposeProject, ComposeSecret, ComposeService } from "../project";

/** A secret or a config as a file in a container. */
export interface ServiceFile {
  /** The attribute of the service that asks for it. */
  readonly path: readonly (string | number)[];
  readonly target: string;
  readonly object: ComposeSecret | ComposeConfig;
  readonly isSecret: boolean;
  readonly uid?: string | undefined;
  readonly gid?: string | undefined;
  readonly mode?: string | undefined;
}

/** The secrets and configs of a service. */
export function serviceFiles(
  project: Pick<ComposeProject, "secrets" | "configs">,
  service: ComposeService,
): ServiceFile[] {
  const of = (kind: "secrets" | "configs") =>
    (service[kind] ?? []).map(({ source, target, uid, gid, mode }, index): ServiceFile => ({
      path: [kind, index],
      target: absolute(target ?? source!, kind),
      object: project[kind][source!]!,
      isSecret: kind === "secrets",
      uid,
      gid,
      mode,
    }));
  return [...of("secrets"), ...of("configs")];
}

function absolute(target: string, kind: "secrets" | "configs"): string {
  if (target.startsWith("/")) return target;
  return kind === "secrets" ? `/run/secrets/${target}` : `/${target}`;
}

/** A file of this machine is mounted as it is, as Docker Compose does: it never gets into state. */
export function isBoundFile({ object, uid, gid, mode }: ServiceFile, isLocal: boolean): boolean {
  const asItIs = uid === undefined && gid === undefined && mode === undefined;
  return isLocal && asItIs && object.file !== undefined;
}
