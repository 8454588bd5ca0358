import { randomUUID } from "node:crypto";

import type { EngineTransport } from "./engine-request";
import type { EngineRegistryLogins } from "./engine-types";
import { encodeFields, firstField } from "./session-messages";

const CREDENTIALS = "/moby.filesync.v1.Auth/Credentials";
const GET_SECRET = "/moby.buildkit.secrets.v1.Secrets/GetSecret";

/** What BuildKit asks back during a build goes over this session: logins for a registry, and secrets by id. */
export interface BuildSession {
  id: string;
  close(): void;
}

/**
 * Opens a BuildKit session. A login is handed out only for the registry it was given for; a base image from elsewhere
 * is fetched without any.
 */
export async function openBuildSession(
  transport: EngineTransport,
  logins: EngineRegistryLogins,
  secrets: Readonly<Record<string, Buffer>>,
): Promise<BuildSession> {
  const id = randomUUID();
  const socket = await transport.upgrade({
    method: "POST",
    path: "/session",
    headers: {
      Upgrade: "h2c",
      "X-Docker-Expose-Session-Uuid": id,
      "X-Docker-Expose-Session-Name": "slipway",
      "X-Docker-Expose-Session-Grpc-Method": [CREDENTIALS, GET_SECRET],
    },
  });
  const grpc = await import("@grpc/grpc-js");
  type Answer = (
    error: { code: number; details: string } | null,
    fields?: (string | Buffer)[],
  ) => void;
  const method = (path: string) => ({
    path,
    requestStream: false as const,
    responseStream: false as const,
    requestSerialize: (asked: string) => encodeFields([asked]),
    requestDeserialize: firstField,
    responseSerialize: encodeFields,
    responseDeserialize: (bytes: Buffer) => [firstField(bytes)],
  });
  const server = new grpc.Server();
  server.addService(
    { Credentials: method(CREDENTIALS), GetSecret: method(GET_SECRET) },
    {
      Credentials(call: { request: string }, answer: Answer) {
        logins.forRegistry(registryName(call.request)).then(
          // CredentialsResponse: 1 = user name, 2 = secret
          (login) =>
            answer(
              null,
              login ? [login.username ?? "", login.identitytoken ?? login.password ?? ""] : [],
            ),
          (error: Error) => answer({ code: grpc.status.UNAUTHENTICATED, details: error.message }),
        );
      },
      GetSecret(call: { request: string }, answer: Answer) {
        const secret = Object.hasOwn(secrets, call.request) ? secrets[call.request] : undefined;
        if (secret) answer(null, [secret]);
        else answer({ code: grpc.status.NOT_FOUND, details: `no secret ${call.request}` });
      },
    },
  );
  socket.on("error", () => undefined); // the build itself reports a lost connection
  server.createConnectionInjector(grpc.ServerCredentials.createInsecure()).injectConnection(socket);
  return {
    id,
    close: () => {
      server.forceShutdown();
      socket.destroy();
    },
  };
}

/** `docker.io` has several names. */
function registryName(host: string): string {
  return host === "registry-1.docker.io" || host === "index.docker.io" ? "docker.io" : host;
}
