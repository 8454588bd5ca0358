import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { provider } from "../../../plugins/slipway/provider";
import type { Props } from "../../../plugins/runtime/resource";
import {
  type Kept,
  type ProviderHarness,
  secret,
  Secret,
  startProvider,
  UNKNOWN,
} from "../../support/provider-harness";

const TASK = "slipway:tasks:Task";
const traces = mkdtempSync(join(tmpdir(), "slipway-task-"));
let plugin: ProviderHarness;

beforeAll(async () => {
  plugin = await startProvider(provider);
  await plugin.configure();
});

afterAll(async () => {
  await plugin?.stop();
  rmSync(traces, { recursive: true, force: true });
});

const file = (name: string) => join(traces, name);
const runs = (name: string) =>
  existsSync(file(name)) ? readFileSync(file(name), "utf8").split("\n").length - 1 : 0;

async function checked(inputs: Props): Promise<Props> {
  const { inputs: good, failures } = await plugin.check(TASK, inputs);
  expect(failures).toEqual([]);
  return good;
}

async function create(inputs: Props): Promise<Kept & { inputs: Props }> {
  const good = await checked(inputs);
  return { inputs: good, ...(await plugin.create(TASK, good)) };
}

async function update(old: Kept & { inputs: Props }, inputs: Props) {
  const good = await checked(inputs);
  return { inputs: good, ...(await plugin.update(TASK, old, good)) };
}

describe("a task", () => {
  it("must run a script, and stop at the first command that fails", async () => {
    const { state } = await create({ command: "echo a; echo b >&2" });
    expect(state).toMatchObject({ stdout: "a\n", stderr: "b\n", exitCode: 0, ran: true });
    const { notReady } = await create({ command: "false; echo on" });
    expect(notReady).toEqual([
      "the script on unix:///var/run/docker.sock ended with exit code 1, and said nothing",
    ]);
  });

  it("must run again only for what matters", async () => {
    const name = randomBytes(4).toString("hex");
    const command = `echo x >> ${file(name)}`;
    const old = await create({ command, triggers: [1, { a: "b" }] });
    expect((await plugin.diff(TASK, old, old.inputs)).changes).toBe("none");

    const longer = { ...old.inputs, timeoutSeconds: 5, retries: 3 };
    expect((await plugin.diff(TASK, old, longer)).diffs.sort()).toEqual([
      "retries",
      "timeoutSeconds",
    ]);
    const kept = await update(old, longer);
    expect(kept.state).toMatchObject({ ran: true, why: "it is new", timeoutSeconds: 5 });
    expect(runs(name)).toBe(1);

    const triggered = { ...longer, triggers: [1, { a: "c" }] };
    const answer = await plugin.diff(TASK, kept, triggered);
    expect(answer.detailed).toEqual({ "triggers[1]": { kind: "update", inputDiff: true } });
    expect(answer.replaces).toEqual([]);
    const preview = await plugin.previewUpdate(TASK, kept, triggered);
    expect(preview.state["stdout"]).toBe(UNKNOWN);
    expect(runs(name)).toBe(1);
    expect((await update(kept, triggered)).state["why"]).toBe("triggers is another");
    expect(runs(name)).toBe(2);
  });

  it("must run again after a failure, also with the same inputs", async () => {
    const name = randomBytes(4).toString("hex");
    const command = `echo x >> ${file(name)}; [ -e ${file(`${name}-mended`)} ]`;
    const failed = await create({ command });
    expect(failed.notReady).toHaveLength(1);
    const again = await update(failed, failed.inputs);
    expect(again.notReady).toHaveLength(1);
    writeFileSync(file(`${name}-mended`), "");
    const mended = await update({ ...again, inputs: failed.inputs }, failed.inputs);
    expect(mended.notReady).toBeUndefined();
    expect(mended.state).toMatchObject({ exitCode: 0, why: "it failed the last time" });
    expect(runs(name)).toBe(3);
    await update(mended, mended.inputs);
    expect(runs(name)).toBe(3);
  });

  it("must keep secret outputs secret, and secrets out of messages", async () => {
    const { state } = await create({ command: "cat", stdin: secret("pass-word-1") });
    expect(state["stdout"]).toEqual(new Secret("pass-word-1"));
    expect(state["stdin"]).toEqual(new Secret("pass-word-1"));
    const failed = await create({
      command: 'echo "is $A" >&2; exit 2',
      secretEnv: secret({ A: "pass-word-2" }),
    });
    expect(failed.notReady![0]).toContain("is [secret]");
    const again = await update(failed, failed.inputs);
    expect(again.notReady![0]).toContain("is [secret]");
  });

  it("must ask its guards, and run nothing in a preview", async () => {
    const name = randomBytes(4).toString("hex");
    const command = `echo x >> ${file(name)}`;
    const guarded = await create({ command, onlyIf: ["false"] });
    expect(guarded.state).toMatchObject({ ran: false, why: "onlyIf said no", stdout: "" });
    const preview = await plugin.previewCreate(
      TASK,
      await checked({ command, onlyIf: `${command}; exit 1` }),
    );
    expect(preview.state["ran"]).toBe(UNKNOWN);
    expect(runs(name)).toBe(0);
    await expect(create({ command, unless: ["no-such-program"] })).rejects.toThrow(
      /^unless could not be asked on .*: exit code 127; the end of its standard error:/,
    );
    expect(runs(name)).toBe(0);
  });

  it("must be replaced where it moves to another host", async () => {
    const old = await create({ command: ["true"] });
    const moved = { ...old.inputs, connection: { host: "ssh://root@10.0.0.1" } };
    const answer = await plugin.diff(TASK, old, moved);
    expect(answer.replaces).toEqual(["connection"]);
  });

  it("must run the command for delete, and fail where that fails", async () => {
    const name = randomBytes(4).toString("hex");
    const made = await create({
      command: "true",
      env: { A: "a" },
      onDelete: `echo "$A" >> ${file(name)}`,
    });
    await plugin.delete(TASK, made);
    expect(readFileSync(file(name), "utf8")).toBe("a\n");
    const stuck = await create({ command: "true", onDelete: "exit 9" });
    await expect(plugin.delete(TASK, stuck)).rejects.toThrow(
      "onDelete: the script on unix:///var/run/docker.sock ended with exit code 9",
    );
  });

  it("must refuse all mistakes at once", async () => {
    const { failures } = await plugin.check(TASK, {
      command: ["-x"],
      container: "a",
      freshContainer: { image: "b", volumes: [{ path: "/x" }] },
      env: { A: "1" },
      secretEnv: { A: "2" },
      retry: 3,
    });
    expect(failures.map(({ property }) => property).sort()).toEqual([
      "command[0]",
      "freshContainer",
      "freshContainer.volumes[0]",
      "retry",
      "secretEnv.A",
    ]);
  });
});
