import type { LabHost } from "../../lab-host";
import type { UserDataPlan } from "./cloud-config";

const LOG = "/var/log/cloud-init-output.log";
const SCRIPTS = "/var/lib/cloud/instance/scripts";

/** Does what a droplet's user data asks for, in cloud-init's order. What fails is noted, and the rest is done. */
export async function runUserData(host: LabHost, plan: UserDataPlan): Promise<void> {
  const errors = [...plan.warnings];
  const note = (status: string) =>
    host.sh(
      `mkdir -p /run/cloud-init; cat >/run/cloud-init/errors; echo ${status} >/run/cloud-init/status.new; mv /run/cloud-init/status.new /run/cloud-init/status`,
      { input: errors.map((error) => `${error}\n`).join("") },
    );
  const step = async (what: string, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      errors.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  await note("running");
  await step("bootcmd", () => runScript(host, "bootcmd", plan.bootScript));
  for (const file of plan.files) await step(file.path, () => writeFile(host, file));
  for (const user of plan.users) await step(`user ${user.name}`, () => addUser(host, user));
  if (plan.updatePackages) await step("apt-get update", () => logged(host, "apt-get -q update"));
  if (plan.packages.length > 0)
    await step("packages", () => logged(host, 'apt-get -qy install "$@"', plan.packages));
  await step("scripts-user", () => runScript(host, "part-001", plan.script));
  await note(errors.length > 0 ? "error" : "done");
}

async function runScript(host: LabHost, name: string, script: string | undefined): Promise<void> {
  if (script === undefined) return;
  const file = `${SCRIPTS}/${name}`;
  await host.write(file, script, "700");
  await logged(host, '"$1"', [file]);
}

async function writeFile(host: LabHost, file: UserDataPlan["files"][number]): Promise<void> {
  const { path, mode, owner, append, content } = file;
  const script = `mkdir -p "$(dirname "$1")"; base64 -d ${append ? ">>" : ">"}"$1"; chmod "$2" "$1"; chown "$3" "$1"`;
  await must(host, ["sh", "-ec", script, "sh", path, mode, owner], content.toString("base64"));
}

async function addUser(host: LabHost, user: UserDataPlan["users"][number]): Promise<void> {
  const { name, shell, groups, sudo, keys } = user;
  const known = `id "$1" >/dev/null 2>&1 || useradd --create-home --shell "$2" "$1"`;
  await must(host, ["sh", "-ec", known, "sh", name, shell]);
  for (const group of groups)
    await must(host, ["sh", "-ec", 'groupadd -f "$2"; usermod -aG "$2" "$1"', "sh", name, group]);
  if (sudo.length > 0)
    await host.write(
      "/etc/sudoers.d/90-cloud-init-users",
      sudo.map((rule) => `${name} ${rule}\n`).join(""),
      "440",
    );
  if (keys.length === 0) return;
  const place = `home=$(getent passwd "$1" | cut -d: -f6); install -d -m 700 -o "$1" "$home/.ssh"; cat >>"$home/.ssh/authorized_keys"; chown "$1" "$home/.ssh/authorized_keys"; chmod 600 "$home/.ssh/authorized_keys"`;
  await must(host, ["sh", "-ec", place, "sh", name], `${keys.join("\n")}\n`);
}

/** Runs it as cloud-init does: no terminal, no questions, and what it prints is in the log alone. */
async function logged(host: LabHost, script: string, args: readonly string[] = []): Promise<void> {
  const quiet = `export DEBIAN_FRONTEND=noninteractive; exec </dev/null >>${LOG} 2>&1; ${script}`;
  await must(host, ["bash", "-c", quiet, "bash", ...args]);
}

async function must(host: LabHost, command: readonly string[], input?: string): Promise<void> {
  const { code, stderr } = await host.run(command, { input });
  if (code !== 0) throw new Error(`code ${code}${stderr === "" ? "" : `: ${stderr.trim()}`}`);
}
