/**
 * Simulated Docker engines, a socket each: `engine-process.js RECORDING.json SOCKET…`. They keep in memory what they are told to
 * make and answer as the recorded engine did; nothing runs. Prints one line when all listen.
 */
import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Recording } from "./recording";

type Json = Record<string, unknown>;
type Labels = Record<string, string>;
interface Found {
  status: number;
  body?: unknown;
}

const [file = "", ...sockets] = process.argv.slice(2);
const recording = JSON.parse(readFileSync(file, "utf8")) as Recording;
const missing: Found = { status: 404, body: { message: "no such object" } };

/** One engine's containers, networks and volumes. */
class SimulatedEngine {
  private readonly containers = new Map<string, Json>();
  private readonly networks = new Map<string, Json>();
  private readonly volumes = new Map<string, Json>();

  answer(method: string, path: string, query: URLSearchParams, body: Json): Found {
    if (path === "/_ping") return { status: 200, body: "OK" };
    if (path === "/version") return { status: 200, body: recording.version };
    if (path === "/info") return { status: 200, body: recording.info };
    const [, kind = "", id = "", verb = ""] = path.split("/").map(decodeURIComponent);
    if (kind === "images" && method === "GET") return { status: 200, body: recording.image };
    if (kind === "containers") return this.container(method, id, verb, query, body);
    if (kind === "networks") return this.network(method, id, verb, query, body);
    if (kind === "volumes") return this.volume(method, id, query, body);
    return missing;
  }

  private container(
    method: string,
    id: string,
    verb: string,
    query: URLSearchParams,
    body: Json,
  ): Found {
    if (id === "json")
      return { status: 200, body: this.listed(this.containers, query).map(asListed) };
    if (id === "create") return this.createContainer(query.get("name") ?? randomUUID(), body);
    const [key, found] = find(this.containers, id);
    if (found === undefined) return missing;
    if (method === "DELETE") {
      this.containers.delete(key);
      return { status: 204 };
    }
    if (verb === "json") return { status: 200, body: found };
    if (verb === "wait") return { status: 200, body: { StatusCode: 0 } };
    if (verb === "start" || verb === "stop" || verb === "kill") {
      const running = verb === "start";
      found["State"] = {
        ...(found["State"] as Json),
        Running: running,
        Status: running ? "running" : "exited",
      };
    }
    if (verb === "rename") found["Name"] = `/${query.get("name")}`;
    return { status: verb === "update" ? 200 : 204, body: verb === "update" ? {} : undefined };
  }

  private createContainer(name: string, body: Json): Found {
    const {
      HostConfig = {},
      NetworkingConfig,
      ...config
    } = body as Json & {
      HostConfig?: Json & { Binds?: string[]; Mounts?: Json[]; NetworkMode?: string };
      NetworkingConfig?: { EndpointsConfig?: Record<string, Json> };
    };
    const Id = newId();
    const mode = HostConfig["NetworkMode"] ?? "bridge";
    const asked = NetworkingConfig?.EndpointsConfig ?? { [mode]: {} };
    const [recorded] = Object.values(recording.container.NetworkSettings.Networks);
    const Networks = Object.fromEntries(
      Object.entries(asked).map(([network, endpoint]) => {
        const NetworkID = (find(this.networks, network)[1]?.["Id"] as string) ?? newId();
        return [network, { ...recorded, ...endpoint, NetworkID }];
      }),
    );
    const fromBinds = (HostConfig.Binds ?? []).map((bind) => {
      const [Name = "", Destination = ""] = bind.split(":");
      return {
        Type: "volume",
        Name,
        Destination,
        Driver: "local",
        Mode: "z",
        RW: true,
        Source: `/v/${Name}`,
      };
    });
    const fromMounts = (HostConfig.Mounts ?? []).map((mount) => ({
      Type: mount["Type"],
      Name: mount["Source"],
      Source: `/v/${mount["Source"] as string}`,
      Destination: mount["Target"],
      Driver: "local",
      Mode: "z",
      RW: mount["ReadOnly"] !== true,
    }));
    this.containers.set(Id, {
      ...recording.container,
      Id,
      Name: `/${name}`,
      Image: recording.image.Id,
      Created: new Date().toISOString(),
      Config: { ...recording.container.Config, ...config },
      HostConfig: { ...recording.container.HostConfig, Binds: null, ...HostConfig },
      Mounts: [...fromBinds, ...fromMounts],
      NetworkSettings: { ...recording.container.NetworkSettings, Networks },
    });
    return { status: 201, body: { Id, Warnings: [] } };
  }

  private network(
    method: string,
    id: string,
    verb: string,
    query: URLSearchParams,
    body: Json,
  ): Found {
    if (id === "") return { status: 200, body: this.listed(this.networks, query) };
    if (id === "create") {
      const Id = newId();
      const { CheckDuplicate: _, ...wanted } = body;
      this.networks.set(Id, { ...recording.network, ...wanted, Id, Containers: {} });
      return { status: 201, body: { Id, Warning: "" } };
    }
    const [key, found] = find(this.networks, id);
    if (found === undefined) return missing;
    if (method === "DELETE") this.networks.delete(key);
    if (method === "GET" && verb === "") return { status: 200, body: found };
    return { status: method === "DELETE" ? 204 : 200 };
  }

  private volume(method: string, id: string, query: URLSearchParams, body: Json): Found {
    if (id === "")
      return { status: 200, body: { Volumes: this.listed(this.volumes, query), Warnings: [] } };
    if (id === "create") {
      const Name = (body["Name"] as string) || newId();
      const made = { ...recording.volume, Labels: {}, ...body, Name, Mountpoint: `/v/${Name}` };
      this.volumes.set(Name, made);
      return { status: 201, body: made };
    }
    const found = this.volumes.get(id);
    if (found === undefined) return missing;
    if (method === "DELETE") this.volumes.delete(id);
    return method === "DELETE" ? { status: 204 } : { status: 200, body: found };
  }

  /** Those with all labels and one of the names that are asked for. */
  private listed(all: Map<string, Json>, query: URLSearchParams): Json[] {
    const filters = JSON.parse(query.get("filters") ?? "{}") as {
      label?: string[];
      name?: string[];
      network?: string[];
      volume?: string[];
    };
    return [...all.values()].filter((each) => {
      const labels = (each["Labels"] ??
        (each["Config"] as Json | undefined)?.["Labels"] ??
        {}) as Labels;
      const name = ((each["Name"] as string) ?? "").replace(/^\//, "");
      return (
        (filters.label ?? []).every((wanted) => {
          const [key = "", value] = wanted.split(/=(.*)/s);
          return value === undefined ? key in labels : labels[key] === value;
        }) &&
        (filters.name === undefined ||
          filters.name.some((part) => name.includes(part.replace(/[\^$/]/g, "")))) &&
        (filters.volume === undefined ||
          ((each["Mounts"] as Json[] | undefined) ?? []).some((mount) =>
            filters.volume!.includes(mount["Name"] as string),
          ))
      );
    });
  }
}

function find(all: Map<string, Json>, idOrName: string): [string, Json | undefined] {
  const direct = all.get(idOrName);
  if (direct !== undefined) return [idOrName, direct];
  const found = [...all].find(
    ([, each]) => each["Name"] === idOrName || each["Name"] === `/${idOrName}`,
  );
  return found ?? ["", undefined];
}

function asListed(container: Json): Json {
  const { Id, Name, Image, Created, Config, State, Mounts, NetworkSettings } = container as Json & {
    Name: string;
    Created: string;
    Config: Json;
    State: Json;
  };
  return {
    Id,
    Names: [Name],
    Image: Config["Image"],
    ImageID: Image,
    Command: "",
    Created: Date.parse(Created) / 1000,
    State: State["Status"],
    Status: "Up",
    Ports: [],
    Labels: Config["Labels"] ?? {},
    Mounts,
    NetworkSettings,
  };
}

let count = 0;
function newId(): string {
  return createHash("sha256").update(`${process.pid}-${count++}`).digest("hex");
}

async function serve(
  engine: SimulatedEngine,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://engine");
  const isJson = request.headers["content-type"]?.includes("json") === true && chunks.length > 0;
  const body = isJson ? (JSON.parse(Buffer.concat(chunks).toString("utf8")) as Json) : {};
  const path = pathname.replace(/^\/v[\d.]+/, "");
  const found = engine.answer(request.method ?? "GET", path, searchParams, body);
  if (found === missing) process.stderr.write(`404 ${request.method} ${path}\n`);
  const text =
    typeof found.body === "string"
      ? found.body
      : found.body === undefined
        ? ""
        : JSON.stringify(found.body);
  const type = typeof found.body === "string" ? "text/plain" : "application/json";
  response.writeHead(found.status, {
    "Api-Version": "1.41",
    ...(text !== "" && { "Content-Type": type }),
  });
  response.end(text);
}

let listening = 0;
for (const socket of sockets) {
  const engine = new SimulatedEngine();
  const server = createServer((request, response) => {
    serve(engine, request, response).catch((error: unknown) => {
      response.writeHead(500, { "Content-Type": "application/json" });
      response.end(JSON.stringify({ message: String(error) }));
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(socket, () => {
    if (++listening === sockets.length) process.stdout.write("ready\n");
  });
}
