import { createServer } from "node:net";
import { credentials } from "@grpc/grpc-js";

const USUAL_PORT = 9229;

/** How to start node so that a debugger can attach before the first line. */
export async function debuggerArguments(): Promise<{ port: number; args: string[] }> {
  const port = (await freePort(USUAL_PORT)) ?? (await freePort(0))!;
  return { port, args: [`--inspect-brk=${port}`, "--inspect-publish-uid=http"] };
}

function freePort(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(wanted, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}

/** Tells the engine where to attach; it shows that to the user or to the editor. */
export async function startDebugging(
  engineAddress: string,
  pid: number | undefined,
  port: number,
  name: string,
): Promise<void> {
  // Loaded here alone: hardly any run is debugged, and each file costs start-up time.
  const { EngineClient } = await import("@pulumi/pulumi/proto/engine_grpc_pb.js");
  const { StartDebuggingRequest } = await import("@pulumi/pulumi/proto/engine_pb.js");
  const { Struct } = await import("google-protobuf/google/protobuf/struct_pb.js");
  const request = new StartDebuggingRequest();
  request.setConfig(
    Struct.fromJavaScript({
      name,
      type: "node",
      request: "attach",
      processId: pid ?? 0,
      continueOnAttach: true,
      skipFiles: ["<node_internals>/**"],
      ...(port !== USUAL_PORT && { port }),
    }),
  );
  request.setMessage(`on process id ${pid}${port === USUAL_PORT ? "" : ` and port ${port}`}`);
  const client = new EngineClient(engineAddress, credentials.createInsecure());
  try {
    await new Promise<void>((resolve, reject) => {
      client.startDebugging(request, (error: Error | null) => (error ? reject(error) : resolve()));
    });
  } finally {
    client.close();
  }
}
