import { expect, test } from "vitest";
import { readKubeconfig } from "../../../../../plugins/slipway/client/kubernetes/kubeconfig";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const text = `
apiVersion: v1
kind: Config
current-context: a
contexts:
- { name: a, context: { cluster: one, user: admin } }
- { name: b, context: { cluster: one, user: bot, namespace: shop } }
- { name: c, context: { cluster: one, user: cloud } }
clusters:
- { name: one, cluster: { server: "https://10.0.0.1:6443/", certificate-authority-data: ${base64("CA")} } }
users:
- { name: admin, user: { client-certificate-data: ${base64("CERT")}, client-key-data: ${base64("KEY")} } }
- { name: bot, user: { token: t } }
- { name: cloud, user: { exec: { command: login } } }
`;

test("the current context counts where none is named", () => {
  expect(readKubeconfig(text)).toEqual({
    context: "a",
    server: "https://10.0.0.1:6443",
    namespace: "default",
    ca: "CA",
    certificate: "CERT",
    key: "KEY",
    insecure: false,
    token: undefined,
  });
});

test("another context has its own login and namespace", () => {
  expect(readKubeconfig(text, "b")).toMatchObject({ token: "t", namespace: "shop" });
});

test("a context that isn't there is told with those that are", () => {
  expect(() => readKubeconfig(text, "z")).toThrow('no context "z"; there are: a, b, c');
});

test("a login that runs a command is handed on", () => {
  expect(readKubeconfig(text, "c").login).toEqual({ command: "login" });
});

test("what is no kubeconfig is refused", () => {
  expect(() => readKubeconfig("/no/such/file")).toThrow("expected a kubeconfig");
});
