/** What DigitalOcean takes as a tag: letters, digits, `:`, `-` and `_`, 255 at most. */
export function tag(...parts: readonly string[]): string {
  return parts
    .map((part) => part.replace(/[^A-Za-z0-9_-]+/g, "-"))
    .join(":")
    .slice(0, 255);
}

/** Ends of a droplet's tags, from what is known of it as a host: both are found by the same words. */
export function traitTags(traits: { roles?: readonly string[]; environment?: string }): string[] {
  return [
    ...(traits.roles ?? []).map((role) => tag("role", role)),
    ...(traits.environment === undefined ? [] : [tag("environment", traits.environment)]),
  ];
}
