import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ensureBusyboxImage } from "../../support/busybox-image";
import { CONTAINER, DockerStack, IMAGE } from "./docker-stack";

let stack: DockerStack;
let image: string;

beforeAll(async () => {
  image = await ensureBusyboxImage();
  stack = await DockerStack.start();
}, 120_000);
afterAll(() => stack.stop(), 60_000);

function healthy(command: string) {
  return {
    image,
    command: ["sh", "-c", command],
    healthcheck: { tests: ["CMD", "true"], interval: "1s", timeout: "5s", retries: 3 },
    restart: "always",
    wait: true,
    waitTimeout: 20,
    destroyGraceSeconds: 0,
  };
}

describe("a container with a health check and a restart policy", () => {
  it("must be ready although its program ended once before it stayed", async () => {
    const once = "test -e /tmp/been || { touch /tmp/been; exit 3; }; sleep 1000";
    const made = await stack.create(CONTAINER, "once", healthy(once));
    expect(made.notReady).toBeUndefined();
    expect((await stack.docker.getContainer(made.id).inspect()).RestartCount).toBe(1);
  });

  it("must be given up well before its deadline where it keeps ending, with the exit code", async () => {
    const begin = Date.now();
    const made = await stack.create(CONTAINER, "again", healthy("sleep 0.2; exit 3"));
    expect(made.notReady?.[0]).toMatch(
      /keeps ending and being restarted \(\d+ times, exit code 3\)/,
    );
    expect(Date.now() - begin).toBeLessThan(15_000);
  });
});

describe("an image that two stacks build alike", () => {
  it("must keep its name while a container of either runs from it", async () => {
    const context = mkdtempSync(join(tmpdir(), "slipway-ct-shared-"));
    try {
      writeFileSync(join(context, "Dockerfile"), `FROM ${image}\nCMD ["sleep", "1000"]\n`);
      const inputs = {
        imageName: `${stack.named("shared")}:1`,
        skipPush: true,
        build: { context },
      };
      const mine = await stack.create(IMAGE, "mine", inputs);
      const theirs = await stack.create(IMAGE, "theirs", inputs);
      expect(theirs.state["repoDigest"]).toBe(mine.state["repoDigest"]);
      const container = await stack.create(CONTAINER, "user", {
        image: inputs.imageName,
        destroyGraceSeconds: 0,
      });

      await stack.delete(theirs);
      await expect(stack.docker.getImage(inputs.imageName).inspect()).resolves.toBeDefined();
      await stack.delete(container);
      await stack.delete(mine);
      await expect(stack.docker.getImage(inputs.imageName).inspect()).rejects.toThrow(
        /No such image/i,
      );
    } finally {
      rmSync(context, { recursive: true, force: true });
    }
  });
});
