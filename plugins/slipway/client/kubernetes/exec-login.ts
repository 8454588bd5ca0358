import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A login that a kubeconfig leaves to a command, as clouds do. */
export interface ExecLogin {
  command: string;
  args?: string[];
  env?: { name: string; value: string }[];
  apiVersion?: string;
}

/** What a login lets in with. */
export interface Credentials {
  token?: string;
  certificate?: string;
  key?: string;
}

/** A login that failed by itself, before the cluster was asked. */
export class LoginFailed extends Error {
  override readonly name = "LoginFailed";
}

const LOGIN_SECONDS = 60;

/** Runs the command, as kubectl does, and returns what it says. */
export async function execLogin(login: ExecLogin): Promise<Credentials> {
  const { command, args = [], env = [], apiVersion = "client.authentication.k8s.io/v1" } = login;
  const info = { apiVersion, kind: "ExecCredential", spec: { interactive: false } };
  const given = Object.fromEntries(env.map(({ name, value }) => [name, value]));
  let said: string;
  try {
    const { stdout } = await promisify(execFile)(command, args, {
      env: { ...process.env, ...given, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
      timeout: LOGIN_SECONDS * 1000,
    });
    said = stdout;
  } catch (error) {
    // Neither its arguments nor what it printed, which may hold secrets.
    const { code } = error as { code?: string | number };
    const why = code === "ENOENT" ? "is not installed" : `failed (code ${code ?? "none"})`;
    throw new LoginFailed(`kubeconfig: the login command ${command} ${why}`);
  }
  return credentialsIn(said, command);
}

function credentialsIn(text: string, command: string): Credentials {
  let status: Record<string, string> | undefined;
  try {
    status = (JSON.parse(text) as { status?: Record<string, string> }).status;
  } catch {
    status = undefined;
  }
  const token = status?.["token"];
  const certificate = status?.["clientCertificateData"];
  const key = status?.["clientKeyData"];
  if (token === undefined && certificate === undefined)
    throw new LoginFailed(`kubeconfig: the login command ${command} gave no credentials`);
  return { token, certificate, key };
}
