import { expect, test } from "vitest";
import { execLogin } from "../../../../../plugins/slipway/client/kubernetes/exec-login";

const printing = (status: object) => ({
  command: "sh",
  args: ["-c", `printf '%s' '${JSON.stringify({ kind: "ExecCredential", status })}'`],
});

test("the command's token is the login", async () => {
  expect(await execLogin(printing({ token: "t" }))).toMatchObject({ token: "t" });
});

test("the command's certificate is the login", async () => {
  const status = { clientCertificateData: "CERT", clientKeyData: "KEY" };
  expect(await execLogin(printing(status))).toMatchObject({ certificate: "CERT", key: "KEY" });
});

test("the command is told what is asked of it, with its own variables", async () => {
  const args = ["-c", `printf '{"status":{"token":"%s %s"}}' "$WHO" "\${#KUBERNETES_EXEC_INFO}"`];
  const env = [{ name: "WHO", value: "me" }];
  expect((await execLogin({ command: "sh", args, env })).token).toMatch(/^me \d\d/);
});

test.each([
  [{ command: "no-such-login-command" }, "no-such-login-command is not installed"],
  [{ command: "sh", args: ["-c", "echo hunter2 >&2; exit 3"] }, "sh failed (code 3)"],
  [printing({}), "sh gave no credentials"],
  [{ command: "echo" }, "echo gave no credentials"],
])("what gives no login is told without what it printed", async (login, problem) => {
  await expect(execLogin(login)).rejects.toThrow(problem);
  await expect(execLogin(login)).rejects.not.toThrow("hunter2");
});
