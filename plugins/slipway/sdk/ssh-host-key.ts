import * as pulumi from "@pulumi/pulumi";

export interface SshHostKeyArgs {
  /** Any text; another one makes another key. Defaults to none. Replaces. */
  rotation?: pulumi.Input<string>;
}

/**
 * A key by which a machine that is yet to be made shows who it is: the machine gets the private half before its first boot,
 * and whoever logs in pins the public half. So no host is trusted on first use.
 */
export class SshHostKey extends pulumi.CustomResource {
  /** In OpenSSH's form. A secret. */
  declare public readonly privateKey: pulumi.Output<string>;
  /** `ssh-ed25519 AAAA…` */
  declare public readonly publicKey: pulumi.Output<string>;

  constructor(name: string, args: SshHostKeyArgs = {}, opts?: pulumi.CustomResourceOptions) {
    super(
      "slipway:hosts:SshHostKey",
      name,
      { privateKey: undefined, publicKey: undefined, ...args },
      pulumi.mergeOptions({ additionalSecretOutputs: ["privateKey"] }, opts),
    );
  }
}
