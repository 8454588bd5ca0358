import { UserError } from "../../toolchain/user-error";
import type { LabHost } from "../lab-host";

/** The Docker engine of a lab host, as its service manager has it. */
export class HostEngine {
  constructor(private readonly host: LabHost) {}

  /** Waits until it is ready; rejects with its log where it ends instead. */
  async start(): Promise<void> {
    await this.systemctl("start");
  }

  /** As a service manager does: SIGTERM, and its containers end with it unless `live-restore` is on. */
  async stop(): Promise<void> {
    await this.systemctl("stop");
  }

  async restart(): Promise<void> {
    await this.systemctl("restart");
  }

  /** SIGKILL: its containers go on, and the next engine finds them. */
  async kill(): Promise<void> {
    await this.systemctl("kill -s KILL");
    await this.host.sh("while systemctl -q is-active docker; do sleep 0.01; done");
  }

  /** It takes connections and says nothing, until {@link resume}. */
  async pause(): Promise<void> {
    await this.systemctl("kill -s STOP");
  }

  async resume(): Promise<void> {
    await this.systemctl("kill -s CONT");
  }

  /** Starts it or lets it go on, on a host that has one. */
  async restore(): Promise<void> {
    const { code } = await this.host.run(["systemctl", "-q", "is-enabled", "docker"]);
    if (code !== 0) return;
    if ((await this.host.run(["systemctl", "-q", "is-active", "docker"])).code === 0)
      await this.resume();
    else await this.start();
  }

  /** The last lines of its log. */
  log(lines = 20): Promise<string> {
    return this.host.sh(`journalctl -u docker -n ${lines}`);
  }

  private async systemctl(verb: string): Promise<void> {
    const { code, stderr } = await this.host.run(["sh", "-c", `systemctl ${verb} docker`]);
    if (code === 0) return;
    const log = await this.log().catch(() => "");
    throw new UserError(`the engine of host ${this.host.name}: ${stderr}${log}`.trimEnd());
  }
}
