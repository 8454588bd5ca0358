import type { EngineRegistryAuth } from "../client/engine-types";
import type { Challenge } from "./challenge";
import type { HttpAnswer, HttpRequest } from "./http-exchange";
import { RegistryError } from "./registry-error";

/** The value of an `Authorization` header, and what the registry's token server said where it gave none. */
export type Authorization = { value: string } | { refused: HttpAnswer };

type Bearer = Extract<Challenge, { scheme: "bearer" }>;

/** Answers a registry's challenge; undefined where nothing is left to try. */
export async function authorize(
  challenges: readonly Challenge[],
  scope: string,
  auth: EngineRegistryAuth | undefined,
  send: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<Authorization | undefined> {
  const bearer = challenges.find((each): each is Bearer => each.scheme === "bearer");
  if (bearer) return await askForToken(bearer, scope, auth, send);
  const basic = basicLogin(auth);
  return challenges.some(({ scheme }) => scheme === "basic") && basic !== undefined
    ? { value: basic }
    : undefined;
}

function basicLogin(auth: EngineRegistryAuth | undefined): string | undefined {
  if (!auth?.username || !auth.password) return undefined;
  return `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString("base64")}`;
}

async function askForToken(
  { realm, service, scope: asked }: Bearer,
  scope: string,
  auth: EngineRegistryAuth | undefined,
  send: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<Authorization> {
  const url = new URL(realm);
  const answer = await send(
    auth?.identitytoken
      ? refreshRequest(url, service, asked ?? scope, auth.identitytoken)
      : tokenRequest(url, service, asked ?? scope, basicLogin(auth)),
  );
  if (answer.status !== 200) return { refused: answer };
  const token = tokenIn(answer.body);
  if (token === undefined)
    throw new RegistryError("server", `${url.host} was asked for a token and gave none`);
  return { value: `Bearer ${token}` };
}

function tokenIn(body: Buffer): string | undefined {
  try {
    const answer = JSON.parse(body.toString("utf8")) as { token?: string; access_token?: string };
    return answer.token ?? answer.access_token;
  } catch {
    return undefined;
  }
}

function tokenRequest(
  realm: URL,
  service: string | undefined,
  scope: string,
  basic: string | undefined,
): HttpRequest {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set("service", service);
  url.searchParams.set("scope", scope);
  return { method: "GET", url, ...(basic && { headers: { Authorization: basic } }) };
}

function refreshRequest(
  url: URL,
  service: string | undefined,
  scope: string,
  token: string,
): HttpRequest {
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    client_id: "slipway",
    ...(service !== undefined && { service }),
    scope,
    refresh_token: token,
  });
  return {
    method: "POST",
    url,
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: form.toString(),
  };
}
