import { OWNER_LABEL, SPEC_LABEL, URN_LABEL } from "../../../model/docker-labels";
import type { CreateCall } from "../../runtime/resource";
import type { DockerContext } from "../context";
import { specHash } from "./spec-hash";

/** The labels by which a thing is found again after an interrupted run. `spec` is all that makes it what it is. */
export function ownLabels(
  call: Pick<CreateCall, "urn" | "secrets">,
  { owner }: Pick<DockerContext, "owner">,
  spec: unknown,
): Record<string, string> {
  return {
    [URN_LABEL]: call.urn,
    [OWNER_LABEL]: owner,
    [SPEC_LABEL]: specHash(spec, call.secrets),
  };
}
