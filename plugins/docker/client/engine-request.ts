import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/** One call of the Engine API. */
export interface EngineRequest {
  method: "GET" | "POST" | "PUT" | "DELETE" | "HEAD";
  /** Without the version of the API. */
  path: string;
  query?: Record<string, string | number | boolean | readonly string[] | undefined>;
  body?: object;
  /** Sent as it is, instead of a JSON body. */
  file?: Buffer | NodeJS.ReadableStream;
  auth?: object;
  registryConfig?: object;
  /** For a call that may take its time, but not for ever, on an engine that is well otherwise. */
  deadline?: { seconds: number; what: string };
  signal?: AbortSignal | undefined;
}

export type UpgradeRequest = EngineRequest & { headers: Record<string, string | string[]> };

/** Sends requests as they are, to one address. */
export interface RawTransport {
  stream(request: EngineRequest): Promise<IncomingMessage>;
  /** Takes over the connection, as the build session does. */
  upgrade(request: UpgradeRequest): Promise<Socket>;
  close(): void;
}

/** Sends requests; the answer is parsed JSON, or a stream where `stream` asks for one. */
export interface EngineTransport {
  readonly where: string;
  /** Version of the API that is spoken. Connects where nothing has yet. */
  apiVersion(): Promise<string>;
  /**
   * A GET is answered within a minute, a DELETE within ten, or fails; anything else may take as long as the engine lives, or
   * as its own deadline says.
   */
  call<T>(request: EngineRequest): Promise<T>;
  stream(request: EngineRequest): Promise<NodeJS.ReadableStream>;
  /** Takes over the connection, as the build session does. */
  upgrade(request: UpgradeRequest): Promise<Socket>;
  close(): void;
}
