import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endpointUrl, type SshEndpoint } from "../../connection/endpoint";
import { EngineError } from "../engine-error";
import { commandArguments, tunnelArguments } from "./ssh-arguments";
import { isChannelRefused, sshFailure } from "./ssh-failure";
import { socketFailure } from "./ssh-probe";
import { startSsh, type SshProcess } from "./ssh-process";
import type { Tunnel } from "./tunnel";
import { makeTunnelFolder, newTunnelFolder, sweepTunnelFolders } from "./tunnel-folder";

/** Milliseconds until the connection must stand, a key in an agent that has to be touched included. */
const LOGIN_TIMEOUT = 60_000;
const LOOK = 20;
/** Milliseconds that ssh may take to tell why a connection through it broke. */
const EXPLAIN = 1000;

/** One connection to a host, kept by one ssh process, over which all calls go. */
export class SshTunnel implements Tunnel {
  private readonly folder = newTunnelFolder();
  readonly socketPath = join(this.folder, "docker.sock");
  /** Local socket by which ssh runs commands over this connection. Short: ssh adds 17 characters while it makes it. */
  private readonly controlSocket = join(this.folder, "c");
  private ssh: SshProcess | undefined;
  private opening: Promise<void> | undefined;
  /** Why the host doesn't let this connection through to the engine. */
  private refusal: Promise<EngineError> | undefined;

  constructor(private readonly endpoint: SshEndpoint) {}

  /** There is one connection for both. */
  login(): Promise<void> {
    return this.open();
  }

  async open(): Promise<void> {
    if (this.ssh?.outcome.exitCode !== undefined) this.opening = undefined;
    this.opening ??= this.connect();
    try {
      await this.opening;
    } catch (error) {
      this.opening = undefined;
      throw error;
    }
  }

  commandArguments(command: string): string[] {
    return commandArguments(this.endpoint, command, this.controlSocket);
  }

  async explain(): Promise<EngineError | undefined> {
    const { ssh, endpoint } = this;
    if (ssh === undefined) return undefined;
    for (const until = Date.now() + EXPLAIN; ; await sleep(LOOK)) {
      if (ssh.outcome.exitCode !== undefined) return sshFailure(endpoint, ssh.outcome);
      if (isChannelRefused(ssh.outcome)) return await (this.refusal ??= socketFailure(endpoint));
      if (Date.now() > until) return undefined;
    }
  }

  close(): void {
    this.ssh?.end();
    this.ssh = undefined;
    this.opening = undefined;
  }

  private async connect(): Promise<void> {
    sweepTunnelFolders();
    makeTunnelFolder(this.folder);
    const ssh = startSsh(
      tunnelArguments(this.endpoint, this.socketPath, this.controlSocket),
      this.folder,
    );
    this.ssh = ssh;
    this.refusal = undefined;
    // ssh makes the socket when it has logged in, not before.
    for (const until = Date.now() + LOGIN_TIMEOUT; !existsSync(this.socketPath);) {
      await Promise.race([ssh.ended, sleep(LOOK)]);
      if (ssh.outcome.exitCode !== undefined) throw sshFailure(this.endpoint, ssh.outcome);
      if (Date.now() > until) {
        ssh.end();
        await ssh.ended; // It takes the folder with it, which the next connection will need.
        throw new EngineError(
          "unreachable",
          `${endpointUrl(this.endpoint)} took longer than ${LOGIN_TIMEOUT / 1000} s to log in: see what \`ssh -v\` to it waits for`,
        );
      }
    }
  }
}
