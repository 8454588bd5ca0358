/** What is known of a host before it is booted, kept in a file so that another process finds it. */
export interface HostRecord {
  name: string;
  /** The host's own folder on this machine. */
  dir: string;
  /** Value of overlay's `lowerdir`. */
  layers: string;
  /** Folders of its overlay: what it has changed, and what the kernel needs beside it. */
  upper: string;
  work: string;
  /** Names of the bridge, and of this machine's end of the cable to it. */
  bridge: string;
  cable: string;
  address: string;
  gateway: string;
  /** A second network, that this machine isn't on. */
  second?: SecondNetwork;
  /** Private key of the users, and public keys of the lab's hosts. */
  keyFile: string;
  knownHostsFile: string;
  /** Whether it ends with the process that boots it. */
  bound: boolean;
  /** Cgroup of its containers. */
  cgroup: string;
  /** Whether it was made without Docker. */
  bare: boolean;
  diskMib?: number;
  tcp?: "plain" | "tls";
  /** Folder with ca.pem, cert.pem and key.pem of a client, for TLS. */
  certPath?: string;
}

export interface SecondNetwork {
  /** Id of a process in the network namespace that its bridge is in. */
  switchPid: number;
  bridge: string;
  /** The bridge's end of the host's cable. */
  cable: string;
  /** With the prefix's length: `10.10.0.3/24`. */
  address: string;
}
