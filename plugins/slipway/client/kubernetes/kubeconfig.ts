import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import type { ExecLogin } from "./exec-login";

/** How to reach a cluster, and as whom. */
export interface ClusterAccess {
  /** Name of the context. */
  context: string;
  /** `https://…` */
  server: string;
  /** Namespace of the context. Defaults to `default`. */
  namespace: string;
  ca?: string;
  certificate?: string;
  key?: string;
  token?: string;
  insecure?: boolean;
  /** Where a command says whom to log in as. */
  login?: ExecLogin;
}

interface KubeUser {
  [key: string]: unknown;
  token?: string;
  exec?: ExecLogin;
}

interface Kubeconfig {
  "current-context"?: string;
  contexts?: { name: string; context: Record<string, string> }[];
  clusters?: { name: string; cluster: Record<string, string | boolean> }[];
  users?: { name: string; user: KubeUser }[];
}

/** Where kubectl looks: the file of `KUBECONFIG`, else `~/.kube/config`. */
export function defaultKubeconfig(): string {
  return process.env["KUBECONFIG"] ?? `${process.env["HOME"] ?? ""}/.kube/config`;
}

/**
 * Reads a kubeconfig: YAML, JSON, or a file's path.
 *
 * @param context defaults to the file's current one.
 */
export function readKubeconfig(textOrPath: string, context?: string): ClusterAccess {
  const isFile = !textOrPath.includes("\n") && existsSync(textOrPath);
  const text = isFile ? readFileSync(textOrPath, "utf8") : textOrPath;
  const config = parse(text) as Kubeconfig | string | null;
  if (config === null || typeof config !== "object")
    throw new Error("kubeconfig: expected a kubeconfig, or the path of a file that holds one");
  const wanted = context ?? config["current-context"];
  const found = config.contexts?.find(({ name }) => name === wanted)?.context;
  if (wanted === undefined || found === undefined) {
    const names = config.contexts?.map(({ name }) => name).join(", ");
    throw new Error(`kubeconfig: no context "${wanted ?? ""}"; there are: ${names || "none"}`);
  }
  const cluster = config.clusters?.find(({ name }) => name === found["cluster"])?.cluster;
  const user: KubeUser = config.users?.find(({ name }) => name === found["user"])?.user ?? {};
  if (cluster === undefined)
    throw new Error(`kubeconfig: context "${wanted}" names no cluster of this file`);
  if ("auth-provider" in user)
    throw new Error(
      `kubeconfig: context "${wanted}" logs in by an auth-provider, which Kubernetes has given up; use exec`,
    );

  const folder = isFile ? dirname(resolve(textOrPath)) : process.cwd();
  const pem = (from: Record<string, unknown>, key: string) => {
    const data = from[`${key}-data`];
    if (typeof data === "string") return Buffer.from(data, "base64").toString();
    const path = from[key];
    return typeof path === "string" ? readFileSync(resolve(folder, path), "utf8") : undefined;
  };
  return {
    context: wanted,
    server: String(cluster["server"]).replace(/\/$/, ""),
    namespace: found["namespace"] ?? "default",
    ca: pem(cluster, "certificate-authority"),
    insecure: cluster["insecure-skip-tls-verify"] === true,
    certificate: pem(user, "client-certificate"),
    key: pem(user, "client-key"),
    token: user.token,
    ...(user.exec !== undefined && { login: user.exec }),
  };
}
