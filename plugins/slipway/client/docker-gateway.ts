import type { RouteFiles } from "../../../model/gateway-route";
import { execInContainer } from "../../docker/client/container-exec";
import { putContainerFiles, readContainerFile } from "../../docker/client/container-file";
import { isEngineError } from "../../docker/client/engine-error";
import type { EngineTransport } from "../../docker/client/engine-request";
import type { GatewayControl } from "./gateway-control";

/** The user `haproxy` of the image in components/gateway/image, who owns /data. */
const OWNER = { uid: 900, gid: 900 };
/** Paths at which it tells load balancers that it leaves, each in a line of its own. */
const LEAVING = "/data/leaving";

/** A gateway that runs as a container with the image from components/gateway/image. */
export function dockerGateway(transport: EngineTransport, container: string): GatewayControl {
  const state = async (): Promise<"running" | "stopped" | "gone"> => {
    try {
      const { State } = await transport.call<{ State: { Running: boolean } }>({
        method: "GET",
        path: `/containers/${encodeURIComponent(container)}/json`,
      });
      return State.Running ? "running" : "stopped";
    } catch (error) {
      if (isEngineError(error, "notFound")) return "gone";
      throw error;
    }
  };

  return {
    async apply(id: string, files: RouteFiles | undefined, drainSeconds: number) {
      const found = await state();
      if (found === "gone" && files === undefined) return { stillDraining: false };
      if (found === "gone")
        throw new Error(
          `the gateway's container ${container} does not exist; run \`pulumi refresh\``,
        );
      if (found === "stopped" && files !== undefined) {
        throw new Error(
          `the gateway's container ${container} isn't running: see \`docker logs ${container}\`, then \`docker start ${container}\` or run \`pulumi up --refresh\``,
        );
      }
      if (found === "stopped") {
        // Nothing serves, so nothing can be lost: an empty file is no route.
        await put("routes", id, { cfg: "", map: "" });
        return { stillDraining: false };
      }
      if (files !== undefined) await put(`incoming/${id}`, id, files);
      const { exitCode, output } = await gateway("apply", id, String(Math.ceil(drainSeconds)));
      if (exitCode !== 0) throw new Error(`the gateway refused the route: ${oneLine(output)}`);
      return { stillDraining: output.includes("still draining") };
    },

    async read(id: string) {
      const cfg = await readContainerFile(transport, container, `/data/routes/${id}.cfg`);
      return cfg === "" ? undefined : cfg;
    },

    async join(path: string) {
      return (await answered("join", path)).trim();
    },

    async leave(path: string) {
      if ((await state()) !== "running") return false;
      await answered("leave", path);
      return true;
    },

    async isMember(path: string) {
      if ((await state()) === "gone") return undefined;
      const leaving = await readContainerFile(transport, container, LEAVING);
      return !(leaving ?? "").split("\n").includes(path);
    },

    async connections() {
      return Number(await answered("connections"));
    },
  };

  function gateway(...words: string[]) {
    return execInContainer(transport, container, ["gateway", ...words]);
  }

  async function answered(...words: string[]): Promise<string> {
    const { exitCode, output } = await gateway(...words);
    if (exitCode === 0) return output;
    throw new Error(`the gateway ${container} can't ${words[0]}: ${oneLine(output)}`);
  }

  async function put(folder: string, id: string, files: RouteFiles): Promise<void> {
    await putContainerFiles(
      transport,
      container,
      "/data",
      [
        { path: `${folder}/${id}.cfg`, content: files.cfg },
        { path: `${folder}/${id}.map`, content: files.map },
      ],
      OWNER,
    );
  }
}

function oneLine(output: string): string {
  return output
    .trim()
    .split(/\s*\n\s*/)
    .slice(-5)
    .join("; ");
}
