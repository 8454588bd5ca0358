import { checkDockerEndpoint } from "../../../model/docker-endpoint";
import type { Connection } from "../client/fleet";
import type { CheckFailure } from "../../runtime/resource";
import { listOf, objectOf, text, type Rule } from "../../runtime/check/rule";

/** The way to a host, as each of the plugin's resources takes it. */
export const connection: Rule = objectOf<Connection>({
  host: text(checkDockerEndpoint),
  context: text(),
  sshOpts: listOf(text()),
  certPath: text(),
  caMaterial: text(),
  certMaterial: text(),
  keyMaterial: text(),
});

export function connectionFailures(value: unknown): CheckFailure[] {
  const failures: CheckFailure[] = [];
  if (value !== undefined && value !== null)
    connection(value, "connection", (failure) => failures.push(failure));
  return failures;
}
