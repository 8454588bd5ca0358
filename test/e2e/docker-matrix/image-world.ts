import type Docker from "dockerode";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { LabRegistry } from "../../../lab/registry";
import { removeImages } from "../../support/remove-images";

/** Several stages; one that tells of its network; one for any platform. */
export type Context = "plain" | "other" | "stages" | "network" | "anywhere";

/** What the trials of images refer to: a registry, and folders to build from. */
export interface ImageWorld {
  /** Host and port of the registry, as image names begin with them. */
  host: string;
  /** Images in the registry, and not on the engine. */
  pulled: string[];
  /** A folder to build from. What comes of it is like no other's: the engine minds images that come and go at once. */
  context(what: Context, whose: string): string;
  /** Changes the content of one. */
  edit(context: string): void;
  /** Files with secrets. */
  secrets: string[];
  /** URLs of Dockerfiles, which the engine fetches itself. */
  remote(whose: string): string[];
  /** Digest that a name of the registry stands for; undefined where there is no manifest. */
  pushed(name: string): string | undefined;
  /** Takes a manifest out of the registry. */
  unpush(name: string): Promise<unknown>;
  remove(): Promise<void>;
}

export const NO_IMAGE_WORLD: ImageWorld = {
  host: "",
  pulled: Array.from({ length: 8 }, () => ""),
  context: () => "",
  edit: () => undefined,
  secrets: ["", ""],
  remote: () => ["", ""],
  pushed: () => undefined,
  unpush: () => Promise.resolve(),
  remove: () => Promise.resolve(),
};

/** @param base image to build from. */
export async function makeImageWorld(docker: Docker, base: string): Promise<ImageWorld> {
  const registry = await LabRegistry.start();
  const folder = mkdtempSync(join(tmpdir(), "slipway-matrix-images-"));
  const contexts = files(base);
  const server = await serveDockerfiles(base);
  const { port } = server.address() as AddressInfo;
  const pulled = NO_IMAGE_WORLD.pulled.map((_, index) => `${registry.host}/pulled:${index}`);
  for (const name of pulled) await pushOnly(docker, base, name);
  const split = (name: string) => {
    const [repository = "", tag = ""] = name.slice(registry.host.length + 1).split(":");
    return { repository, tag };
  };
  const pushed = (name: string) => {
    const { repository, tag } = split(name);
    return registry.manifests(repository).length > 0
      ? registry.digestAt(repository, tag)
      : undefined;
  };
  for (const file of ["one", "two"]) writeFileSync(join(folder, file), `secret ${file}`);
  return {
    host: registry.host,
    pulled,
    context: (what, whose) => {
      const path = join(folder, `${what}-${whose}`);
      if (existsSync(path)) return path;
      mkdirSync(path);
      for (const [file, content] of Object.entries(contexts[what]))
        writeFileSync(join(path, file), content);
      writeFileSync(join(path, "whose"), `${what}-${whose}`);
      return path;
    },
    edit: (context) => writeFileSync(join(context, "content"), "after"),
    secrets: ["one", "two"].map((file) => join(folder, file)),
    remote: (whose) => [1, 2].map((n) => `http://127.0.0.1:${port}/${whose}/${n}`),
    pushed,
    unpush: (name) => {
      const { repository } = split(name);
      return registry.call("DELETE", `${repository}/manifests/${pushed(name) ?? ""}`);
    },
    remove: async () => {
      server.close();
      await removeImages(docker, registry.host);
      await registry.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The files of each context but `whose`. */
function files(base: string): Record<Context, Record<string, string>> {
  const dockerfile = (which: string) =>
    `FROM ${base}\nARG WHO=nobody\nLABEL who=$WHO which=${which}\nCOPY content whose /\n`;
  const plain = (content: string) => ({
    Dockerfile: dockerfile("first"),
    "Dockerfile.other": dockerfile("second"),
    content,
  });
  return {
    plain: plain("before"),
    other: plain("other"),
    stages: {
      Dockerfile: `FROM ${base} AS first\nCOPY whose /\nLABEL stage=first\nFROM first AS second\nLABEL stage=second\n`,
    },
    network: {
      Dockerfile: `FROM ${base}\nCOPY whose /\nRUN ls /sys/class/net > /devices; grep -c extra /etc/hosts > /hosts || true\n`,
    },
    anywhere: { Dockerfile: "FROM scratch\nCOPY whose /\n" },
  };
}

/** Pushes an image under another name, which the engine then forgets. */
async function pushOnly(docker: Docker, image: string, name: string): Promise<void> {
  const [, repo = "", tag = ""] = /^(.*):([^:]*)$/.exec(name) ?? [];
  await docker.getImage(image).tag({ repo, tag });
  const progress = await docker.getImage(name).push({ authconfig: {} });
  await new Promise<void>((resolve, reject) =>
    docker.modem.followProgress(progress, (error) => (error ? reject(error) : resolve())),
  );
  await docker.getImage(name).remove();
}

/** `…/<whose>/<number>` */
async function serveDockerfiles(base: string): Promise<Server> {
  const server = createServer((request, response) => {
    const [, whose = "", number = ""] = (request.url ?? "").split("/");
    response.setHeader("Content-Type", "text/plain");
    response.end(`FROM ${base}\nLABEL which=remote-${number} whose=${whose}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
