import type * as docker from "@pulumi/docker";
import { serviceFiles } from "../../../model/compose/host/service-files";
import type { ComposeService } from "../../../model/compose/project";
import { present } from "../../workloads/present";
import { stackLabels, type AppOnSwarm } from "./app-on-swarm";
import { serviceMounts } from "./service-mounts";

type ContainerSpec = docker.types.input.ServiceTaskSpecContainerSpec;

/** The container of each task. */
export function containerSpec(on: AppOnSwarm, service: ComposeService): ContainerSpec {
  const { project } = on;
  const check = service.healthcheck;
  const isOff = check?.disable === true || check?.test?.[0] === "NONE";
  const files = (isSecret: boolean) =>
    serviceFiles(project, service)
      .filter((file) => file.isSecret === isSecret)
      .map((file) => {
        const source = service[isSecret ? "secrets" : "configs"]![Number(file.path[1])]!.source!;
        const { id, name: fileName } = on.files[isSecret ? "secrets" : "configs"][source]!;
        const owner = present({
          fileUid: file.uid,
          fileGid: file.gid,
          fileMode: file.mode === undefined ? undefined : parseInt(file.mode, 8),
        });
        return { id, known: fileName, target: file.target, owner };
      });
  return present<ContainerSpec>({
    image: service.image!,
    commands: service.entrypoint,
    args: service.command?.length ? service.command : undefined,
    env: environment(service),
    dir: service.working_dir,
    user: service.user,
    hostname: service.hostname,
    groups: service.group_add,
    init: service.init,
    readOnly: service.read_only,
    capAdds: service.cap_add,
    capDrops: service.cap_drop,
    sysctl: service.sysctls,
    labels: stackLabels(project.name, service.labels),
    mounts: serviceMounts(on, service),
    secrets: filled(
      files(true).map(({ id, known, target, owner }) => ({
        secretId: id,
        ...(known !== undefined && { secretName: known }),
        fileName: target.replace(/^\/run\/secrets\//, ""),
        ...owner,
      })),
    ),
    configs: filled(
      files(false).map(({ id, known, target, owner }) => ({
        configId: id,
        ...(known !== undefined && { configName: known }),
        fileName: target,
        ...owner,
      })),
    ),
    healthcheck:
      check &&
      present({
        tests: isOff ? ["NONE"] : check.test,
        interval: isOff ? undefined : check.interval,
        timeout: isOff ? undefined : check.timeout,
        retries: isOff ? undefined : check.retries,
        startPeriod: isOff ? undefined : check.start_period,
      }),
    hosts: service.extra_hosts?.map((each) => {
      const at = each.indexOf("=");
      return { host: each.slice(0, at), ip: each.slice(at + 1) };
    }),
    dnsConfig:
      service.dns || service.dns_opt || service.dns_search
        ? present({
            nameservers: service.dns ?? [],
            options: service.dns_opt,
            searches: service.dns_search,
          })
        : undefined,
    stopGracePeriod: service.stop_grace_period,
    stopSignal: service.stop_signal,
  });
}

function environment({ environment = {} }: ComposeService): Record<string, string> | undefined {
  const given = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

function filled<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}
