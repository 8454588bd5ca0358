import { createHash } from "node:crypto";
import { isIPv4 } from "node:net";

import type { EngineRegistryAuth } from "../client/engine-types";
import { parseChallenges } from "./challenge";
import { exchange, type HttpAnswer, type HttpRequest } from "./http-exchange";
import { MANIFEST_TYPES, type Manifest, type ManifestContent } from "./manifest";
import { RegistryError } from "./registry-error";
import { answerFailure, type Asked, connectionFailure, denied } from "./registry-failure";
import { authorize } from "./registry-login";
import { registryTrust, type RegistryTrust } from "./registry-trust";

export interface RegistryClientOptions {
  /** Host and port as image names have them. */
  registry: string;
  auth?: EngineRegistryAuth | undefined;
  /** Takes any certificate. */
  insecureSkipVerify?: boolean | undefined;
  /** Plain HTTP, because the user said so. */
  plainHttp?: boolean;
  signal?: AbortSignal | undefined;
}

/** One repository of a registry, through the OCI distribution API. All failures are `RegistryError`s. */
export class RegistryClient {
  private readonly trust: RegistryTrust;
  private scheme: "http" | "https";
  private authorization: string | undefined;

  constructor(
    private readonly repository: string,
    private readonly options: RegistryClientOptions,
  ) {
    this.trust = registryTrust(options.registry);
    this.scheme = options.plainHttp ? "http" : "https";
  }

  /** The digest of what stands at a tag. A HEAD, which registries don't count as a pull. */
  async digest(reference: string): Promise<string> {
    const answer = await this.ask("HEAD", `manifests/${reference}`, "read", reference);
    const digest = answer.headers["docker-content-digest"];
    return typeof digest === "string" ? digest : (await this.manifest(reference)).digest;
  }

  async manifest(reference: string): Promise<Manifest> {
    const answer = await this.ask("GET", `manifests/${reference}`, "read", reference);
    const digest = answer.headers["docker-content-digest"];
    const content = this.json<ManifestContent>(answer);
    return {
      digest:
        typeof digest === "string"
          ? digest
          : `sha256:${createHash("sha256").update(answer.body).digest("hex")}`,
      mediaType: answer.headers["content-type"]?.split(";")[0] ?? content.mediaType ?? "",
      content,
    };
  }

  /** A blob that is JSON, such as an image's configuration. */
  async jsonBlob<T>(digest: string): Promise<T> {
    return this.json<T>(await this.ask("GET", `blobs/${digest}`, "read", digest));
  }

  /** All tags of the repository. */
  async tags(): Promise<string[]> {
    const found: string[] = [];
    let path: string | undefined = "tags/list?n=1000";
    while (path !== undefined) {
      const answer: HttpAnswer = await this.ask("GET", path, "read", undefined);
      found.push(...(this.json<{ tags?: string[] | null }>(answer).tags ?? []));
      const next = /<[^>]*(tags\/list\?[^>]*)>;\s*rel="?next/.exec(String(answer.headers["link"]));
      path = next?.[1];
    }
    return found;
  }

  /** Deletes a manifest, and with it every tag that points to it. */
  async deleteManifest(digest: string): Promise<void> {
    await this.ask("DELETE", `manifests/${digest}`, "delete", digest);
  }

  private async ask(
    method: HttpRequest["method"],
    path: string,
    verb: Asked["verb"],
    reference: string | undefined,
  ): Promise<HttpAnswer> {
    const { registry, auth, signal } = this.options;
    const separator = reference?.includes(":") ? "@" : ":";
    const asked: Asked = {
      registry,
      image: reference ? `${this.repository}${separator}${reference}` : this.repository,
      verb,
      user: auth && (auth.username ?? "a token"),
    };
    const call = () =>
      this.send({
        method,
        url: new URL(`${this.scheme}://${apiHost(registry)}/v2/${this.repository}/${path}`),
        headers: {
          ...(path.startsWith("manifests/") && { Accept: MANIFEST_TYPES }),
          ...(this.authorization && { Authorization: this.authorization }),
        },
        signal,
      });
    try {
      let answer = await this.inSomeScheme(call);
      if (answer.status === 401) {
        answer = await this.logIn(answer, asked, call);
        // A fresh token that isn't enough: the user is known, but may not do this.
        if (answer.status === 401 && this.authorization?.startsWith("Bearer")) throw denied(asked);
      }
      if (answer.status < 200 || answer.status > 299) throw answerFailure(answer, asked);
      return answer;
    } catch (error) {
      throw connectionFailure(error, registry);
    }
  }

  private async logIn(
    challenge: HttpAnswer,
    asked: Asked,
    call: () => Promise<HttpAnswer>,
  ): Promise<HttpAnswer> {
    const actions = asked.verb === "delete" ? "pull,delete" : "pull";
    const authorization = await authorize(
      parseChallenges(String(challenge.headers["www-authenticate"] ?? "")),
      `repository:${this.repository}:${actions}`,
      this.options.auth,
      (request) => this.send(request),
    );
    if (authorization === undefined) return challenge;
    if ("refused" in authorization) throw answerFailure(authorization.refused, asked);
    this.authorization = authorization.value;
    return await call();
  }

  /** On this machine itself a registry may speak plain HTTP, as Docker has it too; elsewhere only TLS is tried. */
  private async inSomeScheme(call: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
    try {
      return await call();
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      const noTls = code === "EPROTO" || code.startsWith("ERR_SSL");
      if (this.scheme === "http" || !noTls || !isLoopback(this.options.registry)) throw error;
      this.scheme = "http";
      return await call();
    }
  }

  private async send(request: HttpRequest): Promise<HttpAnswer> {
    const { registry } = this.options;
    const own = request.url.host === new URL(`https://${apiHost(registry)}`).host;
    if (this.scheme === "https" && request.url.protocol !== "https:")
      throw new RegistryError(
        "untrusted",
        `${registry} sends its logins to ${request.url.host} over plain HTTP: a password isn't sent there`,
      );
    return await exchange({
      ...request,
      ...(own && { trust: this.trust }),
      insecure: this.options.insecureSkipVerify ?? false,
      signal: this.options.signal,
    });
  }

  private json<T>({ body }: HttpAnswer): T {
    try {
      return JSON.parse(body.toString("utf8")) as T;
    } catch (cause) {
      throw new RegistryError("server", `${this.options.registry} answered with no JSON`, {
        cause,
      });
    }
  }
}

function apiHost(registry: string): string {
  return registry === "docker.io" ? "registry-1.docker.io" : registry;
}

function isLoopback(registry: string): boolean {
  const host = registry.replace(/:\d+$/, "");
  return host === "localhost" || host === "[::1]" || (isIPv4(host) && host.startsWith("127."));
}
