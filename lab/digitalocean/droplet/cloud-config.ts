import { parse } from "yaml";
import { z } from "zod";

/** What a droplet does with its user data at its first boot. */
export interface UserDataPlan {
  /** Private keys of the host, by type, such as `ed25519`; in place before sshd starts. */
  hostKeys: Record<string, { private?: string; public?: string }>;
  files: { path: string; content: Buffer; mode: string; owner: string; append: boolean }[];
  users: { name: string; shell: string; sudo: string[]; groups: string[]; keys: string[] }[];
  /** More keys for root. */
  authorizedKeys: string[];
  packages: string[];
  updatePackages: boolean;
  /** Run before and after the rest; with a first line that says by what. */
  bootScript?: string;
  script?: string;
  /** What of it isn't done here, or is wrong; cloud-init goes on after such, too. */
  warnings: string[];
}

const texts = z.array(z.string());
const command = z.union([z.string(), z.array(z.union([z.string(), z.number()]).transform(String))]);

const schema = z.looseObject({
  ssh_keys: z.record(z.string(), z.string()).optional(),
  ssh_authorized_keys: texts.optional(),
  write_files: z
    .array(
      z.looseObject({
        path: z.string(),
        content: z.string().default(""),
        encoding: z.string().optional(),
        permissions: z.union([z.string(), z.number()]).transform(String).default("0644"),
        owner: z.string().default("root:root"),
        append: z.boolean().default(false),
        defer: z.boolean().optional(),
      }),
    )
    .optional(),
  users: z
    .array(
      z.union([
        z.literal("default"),
        z.looseObject({
          name: z.string(),
          shell: z.string().default("/bin/bash"),
          sudo: z.union([z.string(), texts]).nullish(),
          groups: z.union([z.string(), texts]).optional(),
          ssh_authorized_keys: texts.default([]),
        }),
      ]),
    )
    .optional(),
  packages: texts.optional(),
  package_update: z.boolean().optional(),
  bootcmd: z.array(command).optional(),
  runcmd: z.array(command).optional(),
});

/** Without effect here: what they do is so already, or has no meaning on a lab host. */
const HARMLESS = [
  ...["package_upgrade", "package_reboot_if_required", "disable_root", "ssh_pwauth", "hostname"],
  ...["ssh_deletekeys", "ssh_genkeytypes", "manage_etc_hosts", "preserve_hostname", "fqdn"],
  ...["timezone", "locale", "growpart", "resize_rootfs", "final_message", "output"],
];

/** Reads user data as cloud-init does: a script, or a cloud-config. */
export function planOf(userData: string): UserDataPlan {
  const plan: UserDataPlan = {
    hostKeys: {},
    files: [],
    users: [],
    authorizedKeys: [],
    packages: [],
    updatePackages: false,
    warnings: [],
  };
  if (userData.trim() === "") return plan;
  if (userData.startsWith("#!")) return { ...plan, script: userData };
  if (!/^#cloud-config\s*$/m.test(userData.split("\n", 1)[0] ?? ""))
    return { ...plan, warnings: ["Unhandled non-multipart (text/x-not-multipart) userdata"] };
  let tree: unknown;
  try {
    tree = parse(userData) ?? {};
  } catch (error) {
    return { ...plan, warnings: [`Failed loading yaml blob. ${(error as Error).message}`] };
  }
  const { success, data, error } = schema.safeParse(tree);
  if (!success) return { ...plan, warnings: [`Invalid cloud-config: ${z.prettifyError(error)}`] };
  const unknown = Object.keys(data).filter(
    (key) => !Object.hasOwn(schema.shape, key) && !HARMLESS.includes(key),
  );
  return {
    hostKeys: hostKeysOf(data.ssh_keys ?? {}),
    files: (data.write_files ?? []).map(
      ({ path, content, encoding, permissions, owner, append }) => ({
        ...{ path, owner, append },
        content: decoded(content, encoding),
        mode: permissions.replace(/^0o/, ""),
      }),
    ),
    users: (data.users ?? []).flatMap((user) =>
      user === "default"
        ? []
        : [
            {
              name: user.name,
              shell: user.shell,
              sudo: listOf(user.sudo ?? []),
              groups: listOf(user.groups ?? []).flatMap((group) => group.split(/\s*,\s*/)),
              keys: user.ssh_authorized_keys,
            },
          ],
    ),
    authorizedKeys: data.ssh_authorized_keys ?? [],
    packages: data.packages ?? [],
    updatePackages: data.package_update ?? false,
    bootScript: scriptOf(data.bootcmd),
    script: scriptOf(data.runcmd),
    warnings: unknown.map((key) => `${key} is not done on a droplet of the lab`),
  };
}

function hostKeysOf(keys: Record<string, string>): UserDataPlan["hostKeys"] {
  const result: UserDataPlan["hostKeys"] = {};
  for (const [name, text] of Object.entries(keys)) {
    const [, type, part] = /^(rsa|ecdsa|ed25519)_(private|public)$/.exec(name) ?? [];
    if (type === undefined || part === undefined) continue;
    result[type] = { ...result[type], [part]: text.endsWith("\n") ? text : `${text}\n` };
  }
  return result;
}

function decoded(content: string, encoding = ""): Buffer {
  return /^(b64|base64)$/.test(encoding) ? Buffer.from(content, "base64") : Buffer.from(content);
}

function listOf(value: string | readonly string[]): string[] {
  return typeof value === "string" ? [value] : [...value];
}

/** As cloud-init writes it: one that goes on after a command that failed. */
function scriptOf(commands: readonly (string | readonly string[])[] | undefined) {
  if (commands === undefined || commands.length === 0) return undefined;
  const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
  const lines = commands.map((each) =>
    typeof each === "string" ? each : each.map(quoted).join(" "),
  );
  return `#!/bin/sh\n${lines.join("\n")}\n`;
}
