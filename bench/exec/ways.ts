import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkoutRoot } from "../../toolchain/paths";
import { installStep } from "../install/install-step";
import { pythonVenv } from "../install/python-venv";
import type { Command } from "../measure/command";
import type { Lab } from "../../lab/lab";

const ANSIBLE = "ansible-core==2.19.5";
const SALT = "salt==3008.3";

/** What a way to run `true` on all hosts is given. */
export interface Ground {
  readonly lab: Lab;
  /** A folder of its own. */
  readonly dir: string;
}

/** One way to run `true` on all hosts. */
export interface Way {
  readonly name: string;
  /** Installs what it must. Returns tool and version. Throws where it can't be had. */
  prepare(ground: Ground): Promise<string>;
  /** @param logins folder of the logins that it keeps; undefined where the tool has no say in it. */
  command(ground: Ground, logins: string): Command;
  /** On how many hosts it says that the command succeeded. */
  successes(output: string): number;
}

/** This project: the hosts of a stack whose state is a file. */
const slipway: Way = {
  name: "slipway",
  async prepare({ lab, dir }) {
    const program = join(checkoutRoot(), "bench/exec/program");
    const file = join(dir, "hosts.json");
    const sshOpts = ["-F", "/dev/null", "-i", lab.keyFile];
    const args = lab.hosts.map((host) => [
      host.name,
      { host: host.ssh(), hostKey: host.hostKey, sshOpts },
    ]);
    writeFileSync(file, JSON.stringify(Object.fromEntries(args)));
    mkdirSync(join(dir, "state"));
    const pulumi = process.env.SLIPWAY_PULUMI ?? "pulumi";
    const env = { ...slipwayEnv(dir), SLIPWAY_BENCH_HOSTS: file };
    copyFileSync(join(program, "Pulumi.yaml"), join(dir, "Pulumi.yaml"));
    await installStep({
      argv: [pulumi, "stack", "init", "bench", "--non-interactive"],
      cwd: dir,
      env,
    });
    const config = ["--config-file", join(dir, "Pulumi.bench.yaml")];
    const up = [
      "up",
      "--yes",
      "--skip-preview",
      "--stack",
      "bench",
      "--non-interactive",
      ...config,
    ];
    await installStep({ argv: [pulumi, ...up], cwd: program, env });
    return "slipway exec, hosts from the state of a stack";
  },
  command: ({ dir }, logins) => ({
    argv: [
      process.execPath,
      join(checkoutRoot(), "toolchain/slipway.cjs"),
      ...["exec", "--stack", "bench", "--", "true"],
    ],
    cwd: dir,
    env: { ...slipwayEnv(dir), XDG_CACHE_HOME: logins },
  }),
  successes: (output) => Number(/^(\d+) of \d+ ok/m.exec(output)?.[1] ?? 0),
};

function slipwayEnv(dir: string): Record<string, string> {
  return {
    PULUMI_BACKEND_URL: `file://${join(dir, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "slipway-bench",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

/** @param args for ansible, behind the hosts. */
function ansible(
  name: string,
  what: string,
  args: string[],
  env: Record<string, string> = {},
): Way {
  return {
    name,
    async prepare({ lab, dir }) {
      const bin = await pythonVenv("ansible-core", [ANSIBLE]);
      const lines = lab.hosts.map(
        (host) =>
          `${host.name} ansible_host=${host.address} ansible_user=root ansible_ssh_private_key_file=${lab.keyFile} ` +
          `ansible_ssh_common_args='-F /dev/null -o UserKnownHostsFile=${lab.knownHostsFile}'\n`,
      );
      writeFileSync(join(dir, "inventory"), lines.join(""));
      writeFileSync(join(dir, "bin"), bin);
      return `${ANSIBLE.replace("==", " ")}, ad-hoc with -f 5, ${what}`;
    },
    command: ({ dir }, logins) => ({
      argv: [
        "sh",
        "-c",
        'exec "$(cat bin)/ansible" all -i inventory -f 5 "$@"',
        "ansible",
        ...args,
      ],
      cwd: dir,
      env: {
        ANSIBLE_HOME: join(dir, ".ansible"),
        ANSIBLE_SSH_CONTROL_PATH_DIR: logins,
        ANSIBLE_NOCOLOR: "1",
        LC_ALL: "C.UTF-8",
        ...env,
      },
    }),
    successes: (output) => (output.match(/^node\d+ \| CHANGED \| rc=0/gm) ?? []).length,
  };
}

function saltSsh(name: string, what: string, args: string[]): Way {
  return {
    name,
    async prepare({ lab, dir }) {
      const bin = await pythonVenv("salt-ssh", [SALT]);
      const roster = lab.hosts.map(({ name: host, address }) => [
        host,
        {
          host: address,
          user: "root",
          priv: lab.keyFile,
          thin_dir: join(dir, "thin", host),
          ssh_options: [`UserKnownHostsFile=${lab.knownHostsFile}`],
        },
      ]);
      // YAML, as JSON is.
      writeFileSync(join(dir, "roster"), JSON.stringify(Object.fromEntries(roster)));
      const master = {
        root_dir: dir,
        roster_file: join(dir, "roster"),
        log_file: join(dir, "log"),
      };
      writeFileSync(join(dir, "master"), JSON.stringify(master));
      writeFileSync(join(dir, "bin"), bin);
      return `${SALT.replace("==", " ")}, salt-ssh, ${what}`;
    },
    command: ({ dir }) => ({
      argv: [
        "sh",
        "-c",
        'exec "$(cat bin)/salt-ssh" -c . --max-procs 5 --no-color --out=json --static "*" "$@"',
        "salt-ssh",
        ...args,
      ],
      cwd: dir,
    }),
    successes: (output) => (output.match(/"retcode": 0|"host-\d+": (true|"")/g) ?? []).length,
  };
}

export const OURS = slipway.name;

/** The others, as a user would call them. */
export const WAYS: readonly Way[] = [
  slipway,
  ansible("ansible", "module command", ["-m", "command", "-a", "true"]),
  ansible("ansible-pipelining", "module command, pipelining", ["-m", "command", "-a", "true"], {
    ANSIBLE_PIPELINING: "1",
  }),
  ansible("ansible-raw", "module raw", ["-m", "raw", "-a", "true"]),
  // It takes `true` alone for a truth value.
  saltSsh("salt-ssh", "cmd.run", ["cmd.run", "/bin/true"]),
  saltSsh("salt-ssh-raw", "raw", ["--raw", "/bin/true"]),
];
