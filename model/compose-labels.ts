/** Labels by which Docker Compose finds again what it made. */
const PREFIX = "com.docker.compose.";

/** What the labels of a thing say it is in a compose project, whatever else Compose notes there. */
const IDENTITY = ["project", "service", "container-number", "oneoff", "network", "volume"] as const;

/** One text for the place of a thing in a compose project; undefined for what is in none. */
export function composeIdentity(labels: Readonly<Record<string, string>>): string | undefined {
  if (labels[`${PREFIX}project`] === undefined) return undefined;
  return IDENTITY.map((key) => labels[PREFIX + key] ?? "").join("\0");
}

/** True for what Compose notes for itself alone: its version, a hash of the file, where the file was. */
export function isComposeNote(label: string): boolean {
  return (
    label.startsWith(PREFIX) &&
    !(IDENTITY as readonly string[]).includes(label.slice(PREFIX.length))
  );
}
