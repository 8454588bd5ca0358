import type { Call } from "../../runtime/resource";
import type { OwnLogin } from "../connection/registry-credentials";
import type { DockerContext } from "../context";
import type { RegistryClient } from "../registry/registry-client";
import { isRegistryError } from "../registry/registry-error";
import { repositoryOf } from "../registry/repository-of";

/** Tags that are looked at together. */
const AT_ONCE = 8;

/**
 * Deletes what was pushed under `name`. A registry deletes manifests, and every tag of one goes with it: where somebody
 * needs another tag of the same one, it stays.
 */
export async function deleteRemotely(
  inputs: { name?: string; authConfig?: OwnLogin; insecureSkipVerify?: boolean },
  digest: unknown,
  call: Pick<Call, "log" | "signal">,
  context: DockerContext,
): Promise<void> {
  const { name = "" } = inputs;
  if (typeof digest !== "string") return;
  const { client, registry, repository, reference } = await repositoryOf(name, context, {
    ...inputs,
    signal: call.signal,
  });
  const place = `${registry}/${repository}`;
  const { ledger } = context;
  // One after the other, so that of two tags with one manifest the second to go sees that the first isn't needed.
  await ledger.inTurn(place, async () => {
    try {
      const tags = await tagsOf(client, digest);
      if (tags.includes(reference)) ledger.noteTag(`${place}:${reference}`, false);
      const needed = tags.filter((tag) => !ledger.isReleasedTag(`${place}:${tag}`)).sort();
      if (needed.length === 0) await client.deleteManifest(digest);
      else
        call.log.info(
          `${name} stays in ${registry} for as long as it is the same image as ${needed.join(", ")}`,
        );
    } catch (error) {
      if (isRegistryError(error, "notFound")) return;
      if (!isRegistryError(error, "notSupported") && !isRegistryError(error, "forbidden"))
        throw error;
      throw new Error(
        `${registry} doesn't let ${name} be deleted: set \`keepRemotely: true\`, or allow it there`,
        { cause: error },
      );
    }
  });
}

/** The tags that stand for one manifest now. */
async function tagsOf(client: RegistryClient, digest: string): Promise<string[]> {
  const rest = await client.tags();
  const found: string[] = [];
  const work = async () => {
    for (let tag = rest.pop(); tag !== undefined; tag = rest.pop())
      if ((await digestAt(client, tag)) === digest) found.push(tag);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

async function digestAt(client: RegistryClient, tag: string): Promise<string | undefined> {
  try {
    return await client.digest(tag);
  } catch (error) {
    if (isRegistryError(error, "notFound")) return undefined; // deleted meanwhile
    throw error;
  }
}
