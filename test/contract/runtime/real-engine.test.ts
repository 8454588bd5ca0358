import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readWorld, writeWorld, THING } from "./fixtures/toy-provider";
import { ToyProject } from "./fixtures/toy-project";

/** Pulumi starts anew for each step; a busy machine takes its time. */
const STEP_MILLISECONDS = 60_000;

let project: ToyProject;

beforeAll(async () => {
  project = await ToyProject.create();
}, STEP_MILLISECONDS);

afterAll(() => project?.remove());

/** A program of one thing named `a`, whose name in the world is fixed. */
function one(inputs: Record<string, unknown>, options: Record<string, unknown> = {}): void {
  project.write({ resources: [{ type: THING, name: "a", inputs, ...options }] });
}

function up(): Promise<string> {
  return project.must("up", "--yes", "--skip-preview");
}

function names(): string[] {
  return Object.keys(readWorld(project.world));
}

// Each step goes on from the state that the one before it left.
describe.sequential("with the real engine", () => {
  const password = { $secret: "correct-battery" };

  test(
    "preview shows unknowns and secrets as such, and makes nothing",
    { timeout: STEP_MILLISECONDS },
    async () => {
      project.write({
        resources: [
          { type: THING, name: "a", inputs: { password, size: 1 } },
          {
            type: THING,
            name: "b",
            inputs: { kind: { $ref: "a.address" }, tags: { u: { $ref: "a.url" } } },
          },
        ],
      });
      const output = await project.must("preview", "--diff");
      expect(output).toMatch(/kind\s*: \[unknown\]/);
      expect(output).toMatch(/password\s*: \[secret\]/);
      expect(output).not.toContain("correct-battery");
      expect(names()).toEqual([]);
    },
  );

  test(
    "create keeps secrets out of plain state and output",
    { timeout: STEP_MILLISECONDS },
    async () => {
      const output = await up();
      expect(output).toContain("3 created");
      expect(output).not.toContain("correct-battery");
      expect(project.state()).not.toContain("correct-battery");
      expect(project.state()).not.toContain("token-of-");
      expect(names()).toHaveLength(2);
      expect(JSON.stringify(readWorld(project.world))).toContain("correct-battery");
    },
  );

  test("a second up changes nothing", { timeout: STEP_MILLISECONDS }, async () => {
    const output = await project.must("up", "--yes", "--expect-no-changes");
    expect(output).toContain("3 unchanged");
  });

  test("a change is updated in place", { timeout: STEP_MILLISECONDS }, async () => {
    const [name] = names();
    one({ password, size: 2 });
    const preview = await project.must("preview", "--diff");
    expect(preview).toMatch(/size\s*: 1 => 2/);
    await up();
    expect(names()).toEqual([name]);
    expect(readWorld(project.world)[name!]).toMatchObject({ size: 2 });
  });

  test(
    "a replacement is created before the old one is deleted",
    { timeout: STEP_MILLISECONDS },
    async () => {
      const [old] = names();
      one({ password, size: 2, kind: "large" });
      const output = await up();
      expect(output).toContain("replaced because of kind (a thing can't change its kind)");
      expect(output).not.toContain("deleted before");
      expect(output.indexOf("created replacement")).toBeLessThan(
        output.indexOf("deleted original"),
      );
      expect(names()).toHaveLength(1);
      expect(names()).not.toEqual([old]);
    },
  );

  test(
    "a replacement that must delete first says why in the preview",
    { timeout: STEP_MILLISECONDS },
    async () => {
      one({ name: "fixed", password, port: 8080 });
      await up();
      one({ name: "fixed", password, port: 8081 });
      const preview = await project.must("preview");
      expect(preview).toContain(
        "replaced because of port (a thing's port is fixed); " +
          "deleted before it is created anew: only one thing may have the port",
      );
      await up();
      expect(readWorld(project.world)).toMatchObject({ fixed: { port: 8081 } });
    },
  );

  test(
    "refresh sees what was changed by hand, and the next up puts it right",
    { timeout: STEP_MILLISECONDS },
    async () => {
      const world = readWorld(project.world);
      writeWorld(project.world, { fixed: { ...world["fixed"], size: 99 } });
      const refresh = await project.must("refresh", "--yes", "--skip-preview", "--diff");
      expect(refresh).toContain("99");
      expect(refresh).not.toContain("correct-battery");
      expect(project.state()).not.toContain("correct-battery");
      await up();
      expect(readWorld(project.world)["fixed"]).toMatchObject({ size: 1 });
    },
  );

  test(
    "refresh sees what is gone, and the next up makes it again",
    { timeout: STEP_MILLISECONDS },
    async () => {
      writeWorld(project.world, {});
      expect(await project.must("refresh", "--yes", "--skip-preview")).toContain("1 deleted");
      await up();
      expect(names()).toEqual(["fixed"]);
    },
  );

  test(
    "what isn't ready is kept, updated again and mended",
    { timeout: STEP_MILLISECONDS },
    async () => {
      one({ name: "steady", password });
      await up();
      one({ name: "lazy", password, ready: false });
      const failed = await project.run("up", "--yes", "--skip-preview");
      expect(failed.code).not.toBe(0);
      expect(failed.output).toContain("thing lazy didn't answer; its password is [secret]");
      // The new one is there, and so is the old one, which the failed up didn't reach to delete.
      expect(names().sort()).toEqual(["lazy", "steady"]);
      const again = await project.run("up", "--yes", "--skip-preview");
      expect(again.code).not.toBe(0);
      expect(again.output).toContain("thing lazy didn't answer");
      expect(names()).toContain("lazy");
      one({ name: "lazy", password, ready: true });
      await up();
      expect(names()).toEqual(["lazy"]);
      expect(await project.must("up", "--yes", "--skip-preview", "--expect-no-changes")).toContain(
        "unchanged",
      );
    },
  );

  test(
    "all mistakes of a resource are shown at once, each with its path",
    { timeout: STEP_MILLISECONDS },
    async () => {
      one({ size: "big", port: 0 });
      const { code, output } = await project.run("preview");
      expect(code).not.toBe(0);
      expect(output).toContain(`resource 'a' has a problem: size: expected a number, got "big"`);
      expect(output).toContain("resource 'a' has a problem: port: expected 1–65535, got 0");
      expect(output).not.toMatch(/at .*\.(ts|js):\d+/);
    },
  );

  test(
    "a failed create is one sentence without a secret",
    { timeout: STEP_MILLISECONDS },
    async () => {
      one({ name: "broken", password, fail: "no room for" });
      const { code, output } = await project.run("up", "--yes", "--skip-preview");
      expect(code).not.toBe(0);
      expect(output).toContain("error: no room for [secret]");
      expect(output).not.toContain("correct-battery");
      expect(names()).toEqual(["lazy"]);
    },
  );

  test(
    "customTimeouts end a create with a clear sentence",
    { timeout: STEP_MILLISECONDS },
    async () => {
      one({ name: "slow", delayMs: 20_000 }, { timeouts: { create: "1s" } });
      const { code, output } = await project.run("up", "--yes", "--skip-preview");
      expect(code).not.toBe(0);
      expect(output).toContain(
        "create of toy:index:Thing 'a' took longer than 1 s: raise the resource option customTimeouts.create",
      );
    },
  );

  test(
    "import takes over what exists, and destroy leaves nothing",
    { timeout: STEP_MILLISECONDS },
    async () => {
      await project.must("destroy", "--yes", "--skip-preview");
      expect(names()).toEqual([]);
      writeWorld(project.world, { found: { name: "found", size: 5 } });
      one({ name: "found", size: 5 }, { import: "found" });
      expect(await up()).toContain("1 imported");
      one({ name: "found", size: 5 });
      expect(await project.must("up", "--yes", "--expect-no-changes")).toContain("unchanged");
      await project.must("destroy", "--yes", "--skip-preview");
      expect(names()).toEqual([]);
    },
  );
});
