import { randomUUID } from "node:crypto";
import type { EngineTransport } from "./engine-request";
import type { EngineRegistryAuth } from "./engine-types";

/** What BuildKit asks back during a build goes over this session: here, credentials for a registry. */
export interface BuildSession {
  id: string;
  close(): void;
}

/**
 * Opens a BuildKit session. Credentials are handed out only for the registry they were given for; a base image
 * from elsewhere is fetched without any.
 */
export async function openBuildSession(
  transport: EngineTransport,
  auth: Readonly<Record<string, EngineRegistryAuth>>,
): Promise<BuildSession> {
  const id = randomUUID();
  const socket = await transport.upgrade({
    method: "POST",
    path: "/session",
    headers: {
      Upgrade: "h2c",
      "X-Docker-Expose-Session-Uuid": id,
      "X-Docker-Expose-Session-Name": "slipway",
      "X-Docker-Expose-Session-Grpc-Method": "/moby.filesync.v1.Auth/Credentials",
    },
  });
  const grpc = await import("@grpc/grpc-js");
  const server = new grpc.Server();
  server.addService(
    {
      Credentials: {
        path: "/moby.filesync.v1.Auth/Credentials",
        requestStream: false,
        responseStream: false,
        requestSerialize: (host: string) => encodeFields([host]),
        requestDeserialize: (bytes: Buffer) => firstField(bytes),
        responseSerialize: (fields: string[]) => encodeFields(fields),
        responseDeserialize: (bytes: Buffer) => [firstField(bytes)],
      },
    },
    {
      Credentials(call: { request: string }, done: (error: null, fields: string[]) => void) {
        const found = auth[registryName(call.request)];
        // CredentialsResponse: 1 = user name, 2 = secret
        done(
          null,
          found ? [found.username ?? "", found.identitytoken ?? found.password ?? ""] : [],
        );
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

function encodeFields(values: readonly string[]): Buffer {
  return Buffer.concat(
    values.map((value, index) => {
      const content = Buffer.from(value);
      return Buffer.concat([
        Buffer.from([((index + 1) << 3) | 2]),
        varint(content.length),
        content,
      ]);
    }),
  );
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return Buffer.from([...bytes, value]);
}

/** The one string of a `CredentialsRequest`. */
function firstField(bytes: Buffer): string {
  let at = 1;
  let length = 0;
  for (let shift = 0; at < bytes.length; shift += 7) {
    const byte = bytes[at++] ?? 0;
    length |= (byte & 127) << shift;
    if (byte < 128) break;
  }
  return bytes.subarray(at, at + length).toString("utf8");
}
