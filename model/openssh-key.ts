/** Both halves of an ed25519 key as OpenSSH writes them. */
export interface OpensshKey {
  /** A PEM block, without a passphrase. */
  privateKey: string;
  /** `ssh-ed25519 AAAA…` */
  publicKey: string;
}

const TYPE = "ssh-ed25519";
const LINE = 70;

/**
 * @param seed The 32 bytes that the private key is.
 * @param point The 32 bytes of the public one.
 * @param check Any number, written down twice so that a wrong passphrase would be noticed.
 */
export function opensshKey(seed: Buffer, point: Buffer, check: number): OpensshKey {
  const open = Buffer.concat([field(TYPE), field(point)]);
  const parts = [
    ...[number(check), number(check)],
    ...[field(TYPE), field(point), field(Buffer.concat([seed, point])), field("")],
  ];
  const bare = Buffer.concat(parts);
  // To a whole number of blocks, with 1, 2, 3 and so on.
  const padding = Buffer.from(Array.from({ length: (8 - (bare.length % 8)) % 8 }, (_, i) => i + 1));
  const whole = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    ...[field("none"), field("none"), field("")],
    ...[number(1), field(open), field(Buffer.concat([bare, padding]))],
  ]);
  const lines = whole.toString("base64").match(new RegExp(`.{1,${LINE}}`, "g")) ?? [];
  return {
    privateKey: [
      "-----BEGIN OPENSSH PRIVATE KEY-----",
      ...lines,
      "-----END OPENSSH PRIVATE KEY-----",
      "",
    ].join("\n"),
    publicKey: `${TYPE} ${open.toString("base64")}`,
  };
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** Its length, and it. */
function field(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([number(bytes.length), bytes]);
}
