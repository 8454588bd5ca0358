import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { engineOver } from "../../../plugins/docker/client/connect";
import { openTransport } from "../../../plugins/docker/client/open-transport";
import { resolveEndpoint } from "../../../plugins/docker/connection/resolve-endpoint";

let server: Server;
/** Host and port of a registry that greets, and then never says what an image is. */
let registry: string;
let asked: () => void;
const isAsked = new Promise<void>((resolve) => (asked = resolve));

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === "/v2/") response.end("{}");
    else asked();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe("a registry that falls silent while the engine is well", () => {
  it("must end the pull by a deadline, with a sentence", async () => {
    const transport = openTransport(resolveEndpoint({}));
    const engine = engineOver(transport, { stallSeconds: 3 });
    try {
      const pull = engine.pullImage(`${registry}/silent:1`, {});
      await expect(pull).rejects.toMatchObject({
        code: "aborted",
        message: `pulling ${registry}/silent:1 on ${transport.where} made no progress for 3 s and was given up: see whether the registry answers, and the way to it from the Docker host (proxy, firewall), then run the update again`,
      });
      await isAsked;
    } finally {
      engine.close();
    }
  });
});
