import { hostFacts, type EngineReport, type HostFacts } from "../../../model/host-facts";
import type { EngineTransport } from "../../docker/client/engine-request";

/** What the engine tells of itself and its host, now. */
export async function readFacts(transport: EngineTransport): Promise<HostFacts> {
  const [info, version] = await Promise.all([
    transport.call<EngineReport>({ method: "GET", path: "/info" }),
    transport.call<{ ApiVersion: string; Arch: string }>({ method: "GET", path: "/version" }),
  ]);
  return hostFacts(info, version);
}
