import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import { pathOf, type ComposeMistake } from "../../../model/compose/findings";
import { serviceFiles as filesOf } from "../../../model/compose/host/service-files";
import type { LoadedCompose } from "../../../model/compose/load";
import type { FileArgs } from "../../workloads/workload-args";
import type { AppOnKubernetes } from "./workload-args";

/** What everybody in a container may read, as the specification has it. */
const MODE = "0444";

/** The secrets and configs of a service, as files of its workload. */
export function serviceFiles({ project, later }: AppOnKubernetes, service: string): FileArgs[] {
  return filesOf(project, project.services[service]!).map(
    ({ object: { file, content = "" }, target, mode, isSecret }) => {
      const text = file === undefined ? content : readFileSync(file, "utf8");
      const value = later.fill<pulumi.Input<string>>(text);
      return {
        path: target,
        content: isSecret ? pulumi.secret(value) : value,
        mode: mode ?? MODE,
        ...(isSecret && { secret: true }),
      };
    },
  );
}

/** Files that aren't text, which a workload's can't be. */
export function binaryFiles({ project, placeOf }: LoadedCompose): ComposeMistake[] {
  return (["secrets", "configs"] as const).flatMap((kind) =>
    Object.entries(project[kind]).flatMap(([name, { file }]) => {
      if (file === undefined) return [];
      const bytes = readFileSync(file);
      if (bytes.equals(Buffer.from(bytes.toString("utf8")))) return [];
      const keys = [kind, name, "file"];
      const problem = `${file} isn't text; on Kubernetes, build it into the image`;
      return [{ ...placeOf(keys), path: pathOf(keys), problem }];
    }),
  );
}
