import type { RunRequest } from "@pulumi/pulumi/proto/language_pb";

/** The command line of the SDK's runner for one program run. */
export function runArguments(request: RunRequest, engineAddress: string): string[] {
  const info = request.getInfo();
  const flags: [string, string][] = [
    ["monitor", request.getMonitorAddress()],
    ["engine", engineAddress],
    ["organization", request.getOrganization()],
    ["project", request.getProject()],
    ["root-directory", info?.getRootDirectory() ?? ""],
    ["stack", request.getStack()],
    ["pwd", programDirectory(request)],
    ["parallel", String(request.getParallel())],
  ];
  return [
    ...flags.flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info?.getEntryPoint() || ".",
    ...request.getArgsList(),
  ];
}

/** The folder of the program; of a request without one, the folder that the engine runs in. */
export function programDirectory(request: RunRequest): string {
  return request.getInfo()?.getProgramDirectory() || request.getPwd() || process.cwd();
}

/** The stack's configuration, by the variables that the SDK reads it from. */
export function configVariables(request: RunRequest): Record<string, string> {
  const config: Record<string, string> = {};
  request.getConfigMap().forEach((value: string, key: string) => {
    config[key] = value;
  });
  return {
    PULUMI_CONFIG: JSON.stringify(config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
  };
}
