import { createHash } from "node:crypto";

import { notFound, unprocessable } from "./http/answer";

export interface SshKey {
  id: number;
  fingerprint: string;
  public_key: string;
  name: string;
}

const FIRST_ID = 48_100_001;

/** The account's ssh keys. */
export class SshKeys {
  private readonly keys = new Map<number, SshKey>();
  private nextId = FIRST_ID;

  add(name: string, publicKey: string): SshKey {
    const fingerprint = fingerprintOf(publicKey);
    if (fingerprint === undefined)
      throw unprocessable("Key invalid, key should be of the format `type key [comment]`");
    if (this.all().some((key) => key.fingerprint === fingerprint))
      throw unprocessable("SSH Key is already in use on your account");
    const key = { id: this.nextId++, fingerprint, public_key: publicKey, name };
    this.keys.set(key.id, key);
    return key;
  }

  all(): SshKey[] {
    return [...this.keys.values()];
  }

  /** @param which id or fingerprint. */
  find(which: string | number): SshKey | undefined {
    return this.keys.get(Number(which)) ?? this.all().find((key) => key.fingerprint === which);
  }

  get(which: string): SshKey {
    const key = this.find(which);
    if (key === undefined) throw notFound();
    return key;
  }

  delete(which: string): void {
    this.keys.delete(this.get(which).id);
  }
}

/** MD5 of the key itself, in pairs of digits; undefined where the text is no public key. */
export function fingerprintOf(publicKey: string): string | undefined {
  const [, type, data = ""] =
    /^(ssh-[a-z0-9-]+|ecdsa-sha2-\S+|sk-\S+) ([A-Za-z0-9+/=]+)( .*)?\s*$/.exec(publicKey) ?? [];
  const bytes = Buffer.from(data, "base64");
  // The data begins with the type once more.
  if (type === undefined || bytes.subarray(4, 4 + type.length).toString() !== type)
    return undefined;
  const digest = createHash("md5").update(bytes).digest("hex");
  return digest.match(/../g)!.join(":");
}
