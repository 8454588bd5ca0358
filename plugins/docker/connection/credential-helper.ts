import { spawn } from "node:child_process";

import type { EngineRegistryAuth } from "../client/engine-types";
import { loginAddress } from "./registry-name";

const TIMEOUT_SECONDS = 30;
/** What helpers print where they have nothing for a registry: a part of their protocol. */
const NOT_FOUND = "credentials not found in native keychain";

/**
 * Asks `docker-credential-<helper>` for a registry's login; undefined where it has none. What it prints is never shown,
 * for it may hold credentials.
 */
export async function askCredentialHelper(
  helper: string,
  host: string,
  env: NodeJS.ProcessEnv,
): Promise<EngineRegistryAuth | undefined> {
  if (!/^[\w.-]+$/.test(helper))
    throw new Error(
      `the docker config file names a credential helper for ${host} that can't be one: expected NAME of a command docker-credential-NAME`,
    );
  const command = `docker-credential-${helper}`;
  const { code, output } = await run(command, loginAddress(host), env);
  if (code !== 0) {
    if (output.trim() === NOT_FOUND) return undefined;
    throw new Error(
      `the credential helper ${command} gave no login for ${host} (exit code ${code}): see what \`echo ${loginAddress(host)} | ${command} get\` says, or log in again`,
    );
  }
  const answer = parse(output);
  if (answer === undefined)
    throw new Error(`the credential helper ${command} didn't answer with a login for ${host}`);
  const { Username, Secret } = answer;
  if (Secret === "") return undefined;
  return Username === "<token>"
    ? { identitytoken: Secret, serveraddress: loginAddress(host) }
    : { username: Username, password: Secret, serveraddress: loginAddress(host) };
}

function run(
  command: string,
  server: string,
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | string; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, ["get"], {
      env,
      stdio: ["pipe", "pipe", "ignore"],
      timeout: TIMEOUT_SECONDS * 1000,
      killSignal: "SIGKILL",
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.on("error", (cause) =>
      reject(
        new Error(
          `the docker config file names the credential helper ${command}, which can't be run (${(cause as NodeJS.ErrnoException).code ?? "error"}): install it on PATH, or take it out of the file`,
          { cause },
        ),
      ),
    );
    child.on("close", (code, signal) => {
      if (signal === "SIGKILL")
        reject(
          new Error(
            `the credential helper ${command} didn't answer within ${TIMEOUT_SECONDS} s: it may wait for somebody to unlock its store`,
          ),
        );
      else resolve({ code: code ?? String(signal), output });
    });
    child.stdin.on("error", () => undefined); // one that reads nothing still answers
    child.stdin.end(`${server}\n`);
  });
}

function parse(output: string): { Username: string; Secret: string } | undefined {
  try {
    const { Username, Secret } = JSON.parse(output) as { Username?: unknown; Secret?: unknown };
    return typeof Username === "string" && typeof Secret === "string"
      ? { Username, Secret }
      : undefined;
  } catch {
    return undefined; // the parser's message would quote what was printed
  }
}
