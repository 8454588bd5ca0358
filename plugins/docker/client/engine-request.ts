/** One call of the Engine API. */
export interface EngineRequest {
  method: "GET" | "POST" | "PUT" | "DELETE" | "HEAD";
  path: string;
  query?: Record<string, string | number | boolean | readonly string[] | undefined>;
  body?: object;
  /** Sent as it is, instead of a JSON body. */
  file?: Buffer | NodeJS.ReadableStream;
  auth?: object;
  registryConfig?: object;
  signal?: AbortSignal | undefined;
}

/** Sends requests; the answer is parsed JSON, or a stream where `stream` asks for one. */
export interface EngineTransport {
  readonly where: string;
  call<T>(request: EngineRequest): Promise<T>;
  stream(request: EngineRequest): Promise<NodeJS.ReadableStream>;
  /** Takes over the connection, as the build session does. */
  upgrade(
    request: EngineRequest & { headers: Record<string, string> },
  ): Promise<import("node:net").Socket>;
  close(): void;
}
