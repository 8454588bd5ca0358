import type * as pulumi from "@pulumi/pulumi";

/** Where a host is and how to get there; the same as a `docker.Provider` takes. `DockerHost.connection` gives it. */
export interface ConnectionArgs {
  /**
   * `unix:///var/run/docker.sock`, `tcp://10.0.0.5:2376` or `ssh://user@10.0.0.5`. Defaults to what the docker CLI would
   * use: DOCKER_HOST, the current context, the default socket.
   */
  host?: pulumi.Input<string>;
  /** Name of a Docker context, instead of `host`. */
  context?: pulumi.Input<string>;
  /** More arguments for ssh. */
  sshOpts?: pulumi.Input<pulumi.Input<string>[]>;
  /** Folder with ca.pem, cert.pem and key.pem, for TLS. */
  certPath?: pulumi.Input<string>;
  /** The engine's CA certificate, PEM, for TLS. */
  caMaterial?: pulumi.Input<string>;
  /** The client's certificate, PEM, for TLS. */
  certMaterial?: pulumi.Input<string>;
  /** The client's key, PEM, for TLS. A secret. */
  keyMaterial?: pulumi.Input<string>;
}
