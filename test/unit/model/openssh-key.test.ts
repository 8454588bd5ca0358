import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { opensshKey } from "../../../model/openssh-key";

describe("a key in OpenSSH's form", () => {
  it("must be what ssh-keygen reads, and the same key", () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const { d, x } = privateKey.export({ format: "jwk" });
    const key = opensshKey(Buffer.from(d!, "base64url"), Buffer.from(x!, "base64url"), 0xfedcba98);
    const folder = mkdtempSync(join(tmpdir(), "slipway-key-"));
    try {
      const file = join(folder, "key");
      writeFileSync(file, key.privateKey, { mode: 0o600 });
      const shown = execFileSync("ssh-keygen", ["-y", "-f", file], { encoding: "utf8" });
      expect(shown.trim()).toBe(key.publicKey);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
