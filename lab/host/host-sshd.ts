import type { LabHost } from "../lab-host";

const KEY = "/etc/ssh/ssh_host_ed25519_key";
const MORE = "/etc/ssh/sshd_config.d/lab.conf";

/** The sshd of a lab host. */
export class HostSshd {
  constructor(private readonly host: LabHost) {}

  /** Ends the listener and every session. */
  async stop(): Promise<void> {
    await this.host.sh(`pkill -KILL -x sshd || true; while pgrep -x sshd; do sleep 0.01; done`);
  }

  async start(): Promise<void> {
    await this.host.sh("/usr/sbin/sshd -E /var/log/sshd.log");
  }

  /** @param lines of sshd_config, which count before those that are there. */
  async restart(lines: readonly string[] = []): Promise<void> {
    await this.host.write(MORE, `${lines.join("\n")}\n`);
    await this.stop();
    await this.start();
  }

  /** Ends every session; new ones can be made. */
  async dropSessions(): Promise<void> {
    await this.host.sh(`pkill -KILL -P "$(cat /run/sshd.pid)" || true`);
  }

  /** As after the host was set up anew. The lab's known_hosts keeps the old one. */
  async changeHostKey(): Promise<void> {
    await this.host.sh(`rm ${KEY} ${KEY}.pub; ssh-keygen -q -t ed25519 -N '' -C '' -f ${KEY}`);
    await this.stop();
    await this.start();
  }
}
