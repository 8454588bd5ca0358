import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";

/** Users of a lab host, besides root. All log in with the lab's key. */
export const LAB_USERS = [
  { name: "admin", about: "sudo without a password" },
  { name: "careful", about: "sudo asks for a password" },
  { name: "deploy", about: "in the group docker" },
  { name: "guest", about: "may do nothing" },
] as const;

export type LabUser = (typeof LAB_USERS)[number]["name"] | "root";

const FIRST_ID = 2001;

/** Text of the files in which users stand, with those of a lab added. */
export function withLabUsers(
  files: { passwd: string; shadow: string; group: string },
  carefulPassword: string,
): typeof files {
  const id = (index: number) => FIRST_ID + index;
  const hash = (name: string) => (name === "careful" ? sha512(carefulPassword) : "*");
  return {
    passwd: append(
      files.passwd,
      LAB_USERS.map(({ name }, i) => `${name}:x:${id(i)}:${id(i)}::/home/${name}:/bin/bash`),
    ),
    shadow: append(
      files.shadow,
      LAB_USERS.map(({ name }) => `${name}:${hash(name)}:19000:0:99999:7:::`),
    ),
    group: append(
      files.group.replace(/^(docker:[^:]*:[^:]*:).*$/m, "$1deploy"),
      LAB_USERS.map(({ name }, i) => `${name}:x:${id(i)}:`),
    ),
  };
}

export const SUDOERS = "admin ALL=(ALL) NOPASSWD: ALL\ncareful ALL=(ALL) ALL\n";

export function labUserId(name: LabUser): number {
  return name === "root" ? 0 : FIRST_ID + LAB_USERS.findIndex((user) => user.name === name);
}

function append(text: string, lines: string[]): string {
  return `${text.trimEnd()}\n${lines.join("\n")}\n`;
}

/** As in /etc/shadow. */
function sha512(password: string): string {
  const salt = randomBytes(8).toString("hex");
  return execFileSync("openssl", ["passwd", "-6", "-salt", salt, "-stdin"], {
    input: password,
    encoding: "utf8",
  }).trim();
}
