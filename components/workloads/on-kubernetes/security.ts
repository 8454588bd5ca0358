import type { types } from "@pulumi/kubernetes";
import { defaults } from "../../../model/defaults";
import { mapInput } from "../../inputs";
import type { CheckedArgs } from "../check-args";
import { present } from "../present";

/**
 * What the Pod Security level `restricted` asks for, unless the workload says otherwise. An image that runs as root
 * needs `user: "0"`, said by name.
 */
export function podSecurity({
  user,
}: Pick<CheckedArgs, "user">): types.input.core.v1.PodSecurityContext {
  const seccompProfile = { type: "RuntimeDefault" };
  if (user === undefined) return { runAsNonRoot: true, seccompProfile };
  const group = mapInput<string, number>(user, (given) => ids(given)[1] ?? ids(given)[0]!);
  return {
    runAsNonRoot: mapInput<string, boolean>(user, (given) => ids(given)[0] !== 0),
    runAsUser: mapInput<string, number>(user, (given) => ids(given)[0]!),
    runAsGroup: group,
    // So that the program can write to its volumes, and read its secret files.
    fsGroup: group,
    seccompProfile,
  };
}

export function containerSecurity(
  args: Pick<CheckedArgs, "allowPrivilegeEscalation" | "capabilities" | "readOnlyRootFilesystem">,
): types.input.core.v1.SecurityContext {
  const { add, drop } = args.capabilities ?? {};
  return {
    allowPrivilegeEscalation: args.allowPrivilegeEscalation ?? defaults.allowPrivilegeEscalation,
    readOnlyRootFilesystem: args.readOnlyRootFilesystem ?? defaults.readOnlyRootFilesystem,
    capabilities: present({ add, drop: drop ?? ["ALL"] }),
  };
}

/** `1000:100` → [1000, 100] */
function ids(user: string): number[] {
  return user.split(":").map(Number);
}
