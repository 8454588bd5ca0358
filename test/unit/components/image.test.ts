import * as pulumi from "@pulumi/pulumi";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DockerHost } from "../../../components/hosts/docker-host";
import { Image, type ImageArgs } from "../../../components/images/image";
import { mockEngine, ofType, settled, valueOf } from "./support/mocks";

const IMAGE = "docker:index/image:Image";
const REMOTE = "docker:index/remoteImage:RemoteImage";

describe("Image", () => {
  let context: string;
  beforeEach(async () => {
    await mockEngine();
    context = fs.mkdtempSync(path.join(os.tmpdir(), "slipway-image-"));
    write("Dockerfile", "FROM debian:bookworm-slim\n");
    write("page.html", "hello");
  });
  afterEach(async () => {
    await settled();
    fs.rmSync(context, { recursive: true });
  });

  function write(file: string, text: string, mode = 0o644): void {
    const target = path.join(context, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, text);
    fs.chmodSync(target, mode);
  }

  const make = (args: Omit<ImageArgs, "on">): Image =>
    new Image("web", { on: new DockerHost("local"), ...args });
  const refOf = (build: Partial<ImageArgs["build"]> = {}): Promise<string> =>
    valueOf(make({ build: { context, ...build } }).ref);

  it("builds under a tag made from the content, and pushes nothing", async () => {
    const image = make({ build: { context, target: "x", platform: "linux/amd64" } });
    const ref = await valueOf(image.ref);
    expect(ref).toMatch(/^slipway\/web:[0-9a-f]{12}$/);
    expect(await valueOf(image.digest)).toBe("sha256:built");
    expect(ofType(IMAGE)).toEqual([
      {
        type: IMAGE,
        name: "web",
        provider: expect.stringContaining("pulumi:providers:docker::local") as string,
        inputs: {
          imageName: ref,
          skipPush: true,
          buildOnPreview: false,
          build: {
            context,
            dockerfile: path.join(context, "Dockerfile"),
            args: {},
            target: "x",
            platform: "linux/amd64",
          },
        },
      },
    ]);
  });

  it("keeps the tag while nothing that goes in changes", async () => {
    write(".dockerignore", "*.log\n.dockerignore\nsecret\n!secret/but\n");
    const before = await refOf();
    write("x.log", "noise");
    write("secret/y", "noise");
    fs.utimesSync(path.join(context, "page.html"), 1, 1);
    expect(await refOf()).toBe(before);
    write("secret/but", "signal");
    expect(await refOf()).not.toBe(before);
  });

  it.each<[string, () => void]>([
    ["a file's text", () => write("page.html", "goodbye")],
    ["a file's mode", () => write("page.html", "hello", 0o755)],
    ["a new file", () => write("deep/new", "")],
    ["the Dockerfile", () => write("Dockerfile", "FROM scratch\n")],
    ["a link", () => fs.symlinkSync("page.html", path.join(context, "link"))],
  ])("changes the tag with %s", async (_, change) => {
    const before = await refOf();
    change();
    expect(await refOf()).not.toBe(before);
  });

  it("hashes build arguments, also those that come later, but no secret ones", async () => {
    const plain = await refOf({ args: { VERSION: "1" } });
    expect(await refOf({ args: { VERSION: pulumi.output("1") } })).toBe(plain);
    expect(await refOf({ args: { VERSION: "2" } })).not.toBe(plain);
    const secret = await refOf({ secretArgs: { TOKEN: "a" } });
    expect(await refOf({ secretArgs: { TOKEN: "b" } })).toBe(secret);
    expect(ofType(IMAGE).at(-1)!.inputs["build"]).toMatchObject({
      value: { args: { TOKEN: "b" } },
    });
  });

  it("knows the tag in preview", async () => {
    await mockEngine({ preview: true });
    expect(await refOf()).toMatch(/^slipway\/web:[0-9a-f]{12}$/);
  });

  it("keeps paths inside the project relative to it", async () => {
    make({ build: { context: path.resolve("examples/web") } });
    await settled();
    expect(ofType(IMAGE)[0]!.inputs["build"]).toMatchObject({
      context: "examples/web",
      dockerfile: "examples/web/Dockerfile",
    });
  });

  it("names the absolute path of a context or Dockerfile that isn't there", () => {
    const missing = path.join(context, "nowhere");
    expect(() => make({ build: { context: missing } })).toThrow(
      `build.context: there is no folder ${missing} to build from`,
    );
    const dockerfile = path.join(context, "Other");
    expect(() => make({ build: { context, dockerfile } })).toThrow(
      `build.dockerfile: there is no Dockerfile ${dockerfile}`,
    );
    expect(() => make({ build: { context: path.join(context, "page.html") } })).toThrow(
      /^build\.context: .*page\.html isn't a folder/,
    );
  });

  it("pulls a reference, which isn't its own to delete", async () => {
    const image = make({ reference: "nginx:1.27" });
    await settled();
    expect(ofType(REMOTE)[0]).toMatchObject({
      name: "web",
      inputs: { name: "nginx:1.27", keepLocally: true },
    });
    expect(await valueOf(image.ref)).toBe("nginx:1.27");
    expect(await valueOf(image.digest)).toBe("pulled@sha256:1");
  });

  it("says all mistakes at once", () => {
    expect(() => make({ reference: "Nginx Latest", repository: "shop/web:1" })).toThrow(
      [
        "3 mistakes:",
        '  - reference: expected an image such as nginx:1.27 or nginx@sha256:…, got "Nginx Latest"',
        '  - repository: expected a repository without a tag, such as shop/web, got "shop/web:1"',
        "  - repository: only goes with build; leave it out",
      ].join("\n"),
    );
    expect(() => make({})).toThrow("expected either build or reference, got neither");
  });
});
