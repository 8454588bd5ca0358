import { expect, test } from "vitest";
import { markSecrets } from "../../../../plugins/runtime/mark-secrets";
import { UNKNOWN, secret } from "../../../../plugins/runtime/values";

test("a secret input that is found again is secret at its path alone", () => {
  const marks = [{ path: ["env", 1], value: "B=hunter2" }];
  expect(markSecrets({ env: ["A=1", "B=hunter2"], image: "x" }, { inputs: marks })).toEqual({
    env: ["A=1", secret("B=hunter2")],
    image: "x",
  });
});

test("a secret input that isn't found again makes its whole property secret", () => {
  const marks = [{ path: ["env", 1], value: "B=hunter2" }];
  expect(markSecrets({ env: ["B=hunter2", "A=1"] }, { inputs: marks })).toEqual({
    env: secret(["B=hunter2", "A=1"]),
  });
  expect(markSecrets({ env: UNKNOWN }, { inputs: marks })).toEqual({ env: secret(UNKNOWN) });
});

test("an old secret stays secret while it is unchanged", () => {
  const olds = [{ path: ["password"], value: "old" }];
  expect(markSecrets({ password: "old" }, { olds })).toEqual({ password: secret("old") });
  expect(markSecrets({ password: "new" }, { olds })).toEqual({ password: "new" });
});

test("secret outputs are always secret, absent ones stay absent", () => {
  expect(markSecrets({ token: 1 }, { always: ["token", "key"] })).toEqual({ token: secret(1) });
});

test("a path that is always secret is so alone, where it is there", () => {
  const always = ["login.password", "other.password"];
  expect(markSecrets({ login: { user: "u", password: "p" }, other: {} }, { always })).toEqual({
    login: { user: "u", password: secret("p") },
    other: {},
  });
});

test("a string that holds a secret is secret, a map whose key does is so as a whole", () => {
  const props = {
    url: "http://u:hunter22@x",
    list: ["a hunter22"],
    map: { "k-hunter22": 1 },
    port: 1,
  };
  expect(markSecrets(props, { words: ["hunter22"] })).toEqual({
    url: secret("http://u:hunter22@x"),
    list: [secret("a hunter22")],
    map: secret({ "k-hunter22": 1 }),
    port: 1,
  });
});

test("short words aren't looked for", () => {
  expect(markSecrets({ name: "a-pin-b" }, { words: ["pin"] })).toEqual({ name: "a-pin-b" });
});

test("what was given isn't changed", () => {
  const props = Object.freeze({ env: Object.freeze(["hunter22"]) });
  markSecrets(props, { words: ["hunter22"] });
  expect(props).toEqual({ env: ["hunter22"] });
});

test("[*] in a path is every item of a list", () => {
  const always = ["users[*].login.password"];
  const users = [{ login: { name: "a", password: "p" } }, { login: {} }, {}];
  expect(markSecrets({ users }, { always })).toEqual({
    users: [{ login: { name: "a", password: secret("p") } }, { login: {} }, {}],
  });
});
