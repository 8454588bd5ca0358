import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../../../model/defaults";
import { mapInput } from "../../inputs";
import type { CheckedArgs } from "../check-args";
import { present } from "../present";

type SecurityArgs = Pick<docker.ContainerArgs, "securityOpts" | "capabilities">;

/** Rights a container has beyond or short of the engine's own. */
export function securityArgs(
  args: Pick<CheckedArgs, "allowPrivilegeEscalation" | "capabilities">,
): SecurityArgs {
  const escalation = args.allowPrivilegeEscalation ?? defaults.allowPrivilegeEscalation;
  const { add, drop } = args.capabilities ?? {};
  return {
    securityOpts: mapInput(escalation, (allowed) => (allowed ? [] : ["no-new-privileges:true"])),
    capabilities: present({
      adds: add === undefined || add.length === 0 ? undefined : add.map(dockerName),
      drops: (drop ?? droppedUnlessAdded(add ?? [])).map(dockerName),
    }),
  };
}

/** What is asked for by name isn't dropped by default. Names that come later can't be seen here. */
function droppedUnlessAdded(added: readonly pulumi.Input<string>[]): string[] {
  return defaults.capabilitiesDropped.filter((capability) => !added.includes(capability));
}

/** Docker takes both spellings and answers with this one. */
function dockerName(capability: pulumi.Input<string>): pulumi.Input<string> {
  return mapInput(capability, (name) => (name === "ALL" ? name : `CAP_${name}`));
}
