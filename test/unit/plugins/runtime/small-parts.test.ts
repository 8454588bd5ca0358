import { describe, expect, test } from "vitest";
import { failureText, parseFailureText } from "../../../../plugins/runtime/check-failure-text";
import { deepEqual } from "../../../../plugins/runtime/deep-equal";
import { keepDefaults, takeDefaults, withDefaults } from "../../../../plugins/runtime/defaults-key";
import { errorMessage } from "../../../../plugins/runtime/error-message";
import { resetIgnored } from "../../../../plugins/runtime/ignore-changes";
import { engineAddress } from "../../../../plugins/runtime/plugin-arguments";
import { formatPath, parsePath } from "../../../../plugins/runtime/property-path";
import { decodeConfig, secretStringsOf } from "../../../../plugins/runtime/provider-config";
import { UNKNOWN } from "../../../../plugins/runtime/resource";
import { urnName, urnType } from "../../../../plugins/runtime/urn";

describe("property paths", () => {
  test.each([
    ["image", ["image"]],
    ["ports[0].internal", ["ports", 0, "internal"]],
    ['labels["a.b"]', ["labels", "a.b"]],
    ['labels["say \\"hi\\""].x', ["labels", 'say "hi"', "x"]],
    ["a-b.c_d", ["a-b", "c_d"]],
  ])("%s is read and written", (text, path) => {
    expect(parsePath(text)).toEqual(path);
    expect(formatPath(path)).toBe(text);
  });

  test("a wildcard is read", () => {
    expect(parsePath("ports[*].internal")).toEqual(["ports", "*", "internal"]);
  });
});

describe("ignored changes", () => {
  const now = {
    image: "b",
    ports: [
      { in: 2, out: 2 },
      { in: 3, out: 3 },
    ],
    labels: { a: "x", n: "1" },
  };
  const old = { image: "a", ports: [{ in: 1, out: 1 }], labels: { a: "y" } };

  test("go back to what was before", () => {
    expect(resetIgnored(now, old, ["image", "labels.a", "ports[0].in"])).toEqual({
      image: "a",
      ports: [
        { in: 1, out: 2 },
        { in: 3, out: 3 },
      ],
      labels: { a: "y", n: "1" },
    });
  });

  test("that weren't there before go away", () => {
    expect(resetIgnored(now, old, ["labels.n"])).toMatchObject({ labels: { a: "x" } });
    expect(resetIgnored(now, {}, ["image"])).not.toHaveProperty("image");
  });

  test("may be named by wildcards", () => {
    expect(resetIgnored(now, old, ["ports[*].out"])).toMatchObject({
      ports: [{ in: 2, out: 1 }, { in: 3 }],
    });
    expect(resetIgnored(now, old, ["labels.*"])).toMatchObject({ labels: { a: "y" } });
  });

  test("leave what was given as it was", () => {
    const copy = structuredClone(now);
    resetIgnored(now, old, ["image", "ports[*].in", "labels"]);
    expect(now).toEqual(copy);
  });
});

describe("the engine's command line", () => {
  test.each([
    [["127.0.0.1:1234"], "127.0.0.1:1234"],
    [["--logtostderr", "-v=9", "--tracing", "http://x:1", "127.0.0.1:1234"], "127.0.0.1:1234"],
    [["-logtostderr", "--tracing=file:x", "127.0.0.1:1234"], "127.0.0.1:1234"],
    [["--tracing", "http://x:1"], ""],
    [[], ""],
  ])("%j has the address %j", (args, address) => {
    expect(engineAddress(args)).toBe(address);
  });
});

describe("a provider's configuration", () => {
  test("is decoded from JSON text", () => {
    expect(
      decodeConfig({
        host: "ssh://x",
        pin: "0123",
        disableDockerDaemonCheck: "false",
        sshOpts: '["-i", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"]',
        registryAuth:
          '[{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","value":1}]',
        broken: "{not json",
        later: UNKNOWN,
        version: "5.2.0",
        __internal: {},
      }),
    ).toEqual({
      host: "ssh://x",
      pin: "0123",
      disableDockerDaemonCheck: false,
      sshOpts: ["-i", UNKNOWN],
      registryAuth: [1],
      broken: "{not json",
      later: UNKNOWN,
    });
  });

  test("has secret strings, but an address is none", () => {
    expect(
      secretStringsOf([{ address: "r.io", username: "me", password: "hunter2" }, "x"]),
    ).toEqual(["hunter2", "x"]);
    const users = [{ name: "admin", user: { token: "hunter2" } }];
    expect(secretStringsOf({ kind: "Config", users })).toEqual(["hunter2"]);
  });
});

describe("errors", () => {
  test("of the user's making are shown as they are", () => {
    expect(errorMessage("docker", new Error("no such image"))).toEqual({
      message: "no such image",
    });
  });

  test("of ours are called so, and their stack is for the debug log", () => {
    const { message, debug } = errorMessage("docker", new TypeError("x is undefined"));
    expect(message).toBe("internal error in the docker plugin: x is undefined");
    expect(debug).toContain("small-parts.test.ts");
    expect(errorMessage("docker", "text").message).toBe(
      "internal error in the docker plugin: text",
    );
  });

  test("of several attempts are joined", () => {
    const error = new AggregateError([new Error("refused a"), new Error("refused b")]);
    expect(errorMessage("docker", error).message).toBe("refused a; refused b");
  });
});

describe("the note of defaults", () => {
  test("is taken out, and put back for what stayed the same", () => {
    expect(takeDefaults({ a: 1, __defaults: ["a"] })).toEqual({
      inputs: { a: 1 },
      defaults: ["a"],
    });
    expect(takeDefaults({ a: 1 })).toEqual({ inputs: { a: 1 } });
    expect(keepDefaults({ a: 1, b: 3 }, { a: 1, b: 2 }, ["a", "b"])).toEqual({
      a: 1,
      b: 3,
      __defaults: ["a"],
    });
    expect(withDefaults({ a: 1 }, [])).toEqual({ a: 1 });
  });
});

test("a check failure is one sentence, and can be read back", () => {
  for (const failure of [
    { property: "ports[0].internal", reason: "expected 1–65535, got 0" },
    { property: 'labels["a.b"]', reason: "expected text: got 1" },
    { property: "", reason: "no docker here" },
  ])
    expect(parseFailureText(failureText(failure))).toEqual(failure);
});

test("a URN gives type and name", () => {
  const urn =
    "urn:pulumi:dev::slipway::slipway:index:Workload$docker:index/container:Container::a::b";
  expect(urnType(urn)).toBe("docker:index/container:Container");
  expect(urnName(urn)).toBe("a::b");
});

test("plain data is compared by value", () => {
  expect(deepEqual({ a: [1, { b: null }], c: undefined }, { a: [1, { b: null }] })).toBe(true);
  expect(deepEqual({ a: undefined }, { b: undefined })).toBe(true);
  expect(deepEqual([1, 2], [2, 1])).toBe(false);
  expect(deepEqual({ 0: 1 }, [1])).toBe(false);
  expect(deepEqual({ a: null }, {})).toBe(false);
});
