import { createHash, generateKeyPairSync, randomInt } from "node:crypto";
import { opensshKey } from "../../../model/openssh-key";
import { checkProperties, text, type RulesFor } from "../../runtime/check/rule";
import { UNKNOWN, type CheckFailure, type Resource } from "../../runtime/resource";
import type { Fleet } from "../client/fleet";

interface SshHostKeyInputs {
  rotation?: string;
}

const RULES: RulesFor<SshHostKeyInputs> = { rotation: text() };

/** `slipway:hosts:SshHostKey`: a key pair that is in the state alone, its private half as a secret. */
export const sshHostKey: Resource<Fleet> = {
  secretOutputs: ["privateKey"],

  check({ inputs }) {
    const failures: CheckFailure[] = [];
    checkProperties(inputs, RULES, [], "", (failure) => failures.push(failure));
    return { inputs, failures };
  },

  diff: ({ inputs, oldInputs }) => ({
    changes:
      inputs["rotation"] === oldInputs["rotation"]
        ? []
        : [{ path: "rotation", kind: "update", replace: true, cause: "another key is asked for" }],
  }),

  async create({ inputs, preview }) {
    if (preview) return { id: "", state: { ...inputs, privateKey: UNKNOWN, publicKey: UNKNOWN } };
    const { privateKey } = generateKeyPairSync("ed25519");
    const { d, x } = privateKey.export({ format: "jwk" });
    const [seed, point] = [Buffer.from(d!, "base64url"), Buffer.from(x!, "base64url")];
    const key = opensshKey(seed, point, randomInt(2 ** 32));
    return { id: fingerprint(key.publicKey), state: { ...inputs, ...key } };
  },

  read: async ({ id, oldInputs, oldState }) =>
    oldState === undefined ? undefined : { id, inputs: oldInputs ?? {}, state: oldState },

  delete: async () => undefined,
};

/** As `ssh-keygen -l` shows it. */
function fingerprint(publicKey: string): string {
  const bytes = Buffer.from(publicKey.split(" ")[1]!, "base64");
  return `SHA256:${createHash("sha256").update(bytes).digest("base64").replace(/=+$/, "")}`;
}
