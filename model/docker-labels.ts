/**
 * Labels that the docker plugin puts on everything it makes, by which it finds again what an
 * interrupted run left behind. They never show in a resource's inputs or outputs.
 */

/** URN of the Pulumi resource that the thing belongs to. */
export const URN_LABEL = "slipway.urn";
/** SHA-256 of the normalized specification, secrets left out. */
export const SPEC_LABEL = "slipway.spec";
/** Short hash of the state backend, so that two checkouts on one engine leave each other's things alone. */
export const OWNER_LABEL = "slipway.owner";
/** Name of the container that this one replaces. */
export const PREVIOUS_LABEL = "slipway.previous";

const OWN_LABELS: ReadonlySet<string> = new Set([
  URN_LABEL,
  SPEC_LABEL,
  OWNER_LABEL,
  PREVIOUS_LABEL,
]);

/** True for a label that belongs to the plugin and not to the user. */
export function isOwnLabel(label: string): boolean {
  return OWN_LABELS.has(label);
}
