import { isImage } from "../../../../model/image-name";
import type { CheckFailure, Props } from "../../../runtime/resource";
import {
  checkProperties,
  flag,
  isObject,
  listOf,
  mapOf,
  objectOf,
  text,
  wholeNumber,
  type Rule,
  type RulesFor,
} from "../../../runtime/check/rule";
import { connection } from "../../check/connection";
import type { Connection } from "../../client/fleet";

/** Program and arguments, or a script for the shell. */
export type Words = readonly string[] | string;

export interface FreshInputs {
  image: string;
  networks?: string[];
  volumes?: { path: string; volume?: string; hostPath?: string; readOnly?: boolean }[];
  useEntrypoint?: boolean;
}

export interface TaskInputs {
  connection?: Connection;
  container?: string;
  freshContainer?: FreshInputs;
  command: Words;
  shell: string;
  env?: Record<string, string>;
  secretEnv?: Record<string, string>;
  stdin?: string;
  user?: string;
  workdir?: string;
  timeoutSeconds: number;
  retries: number;
  retryWaitSeconds: number;
  triggers?: unknown[];
  onlyIf?: Words;
  unless?: Words;
  creates?: string;
  onDelete?: Words;
  maxOutputBytes: number;
  logOutput: boolean;
  secretOutput: boolean;
}

export const DEFAULTS = {
  shell: "/bin/sh",
  timeoutSeconds: 60,
  retries: 0,
  retryWaitSeconds: 1,
  maxOutputBytes: 65_536,
  logOutput: false,
  secretOutput: false,
} as const;

const absolutePath = text((value) =>
  value.startsWith("/") && !value.includes("\0") ? undefined : "expected an absolute path",
);
const notEmpty = (what: string) =>
  text((value) => (value.trim() === "" ? `expected ${what}, got an empty text` : undefined));
const program = (value: string) =>
  value === "" || value.startsWith("-")
    ? "expected a program, then its arguments"
    : value.includes("\0")
      ? "can't hold the character NUL"
      : undefined;

const words: Rule = (value, path, fail) => {
  if (typeof value === "string") return notEmpty("a script")(value, path, fail);
  listOf(
    text((word) => (word.includes("\0") ? "can't hold the character NUL" : undefined)),
    { nonEmpty: true },
  )(value, path, fail);
  if (!Array.isArray(value) || typeof value[0] !== "string") return;
  const reason = program(value[0]);
  if (reason !== undefined) fail({ property: `${path}[0]`, reason });
};
const variables = mapOf(
  text((value) => (value.includes("\0") ? "can't hold the character NUL" : undefined)),
  (name) =>
    /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
      ? undefined
      : "expected a variable's name: letters, digits and _, beginning with no digit",
);
const anything: Rule = () => undefined;

const RULES: RulesFor<TaskInputs> = {
  connection,
  container: notEmpty("a container's name or id"),
  freshContainer: objectOf<FreshInputs>(
    {
      image: text((value) => (isImage(value) ? undefined : "expected an image such as app:1.2")),
      networks: listOf(notEmpty("a network's name or id")),
      volumes: listOf(
        objectOf(
          {
            path: absolutePath,
            volume: notEmpty("a volume's name"),
            hostPath: absolutePath,
            readOnly: flag(),
          },
          ["path"],
          (volume, path, fail) => {
            if ((volume.volume === undefined) === (volume.hostPath === undefined))
              fail({ property: path, reason: "expected either `volume` or `hostPath`" });
          },
        ),
      ),
      useEntrypoint: flag(),
    },
    ["image"],
  ),
  command: words,
  shell: notEmpty("a shell such as bash"),
  env: variables,
  secretEnv: variables,
  stdin: text((value) => (value.includes("\0") ? "can't hold the character NUL" : undefined)),
  user: text((value) =>
    /^[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?$/.test(value)
      ? undefined
      : "expected a user such as 1000 or nginx",
  ),
  workdir: absolutePath,
  timeoutSeconds: wholeNumber(1, 86_400),
  retries: wholeNumber(0, 100),
  retryWaitSeconds: wholeNumber(0, 3600),
  triggers: listOf(anything),
  onlyIf: words,
  unless: words,
  creates: absolutePath,
  onDelete: words,
  maxOutputBytes: wholeNumber(0, 1024 * 1024),
  logOutput: flag(),
  secretOutput: flag(),
};

export function withDefaults(inputs: Props): Props {
  const checked: Props = { ...inputs };
  for (const [name, value] of Object.entries(DEFAULTS)) checked[name] ??= value;
  return checked;
}

/** All mistakes at once. */
export function taskFailures(inputs: Props): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const fail = (failure: CheckFailure) => failures.push(failure);
  checkProperties(inputs, RULES, ["command"], "", fail);
  const { container, freshContainer, user, env, secretEnv } = inputs;
  if (container !== undefined && freshContainer !== undefined)
    fail({ property: "freshContainer", reason: "is for a command that has no `container`" });
  if (
    container === undefined &&
    freshContainer === undefined &&
    typeof user === "string" &&
    user.includes(":")
  )
    fail({ property: "user", reason: "expected a user alone on a host, without a group" });
  if (isObject(env) && isObject(secretEnv))
    for (const name of Object.keys(secretEnv))
      if (Object.hasOwn(env, name))
        fail({ property: `secretEnv.${name}`, reason: "is in env too; keep one of them" });
  return failures;
}
