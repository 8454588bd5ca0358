import type { ComposeVolume } from "../project";

/** What a volume's claim is called: Compose writes `project_volume`, which a cluster doesn't take. */
export function claimName({ name, external }: ComposeVolume): string {
  return external === true ? name! : name!.replaceAll("_", "-").toLowerCase();
}
