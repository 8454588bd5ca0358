import { writeFileSync } from "node:fs";
import { get } from "node:https";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { readKubeconfig } from "../../../plugins/slipway/client/kubernetes/kubeconfig";
import { LabCluster } from "../../../lab/kubernetes/lab-cluster";
import { Progress } from "../../../toolchain/progress";
import { Checkout } from "../../support/checkout";
import { run } from "../../support/run";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

const PROGRAM = "test/e2e/tenancy/program";
// To build Kubernetes takes minutes, once.
const BUILD_SECONDS = 1800;
const WAIT = { timeout: 60_000, interval: 500 };

let cluster: LabCluster;
let checkout: Checkout;
/** Of those who have the cluster. */
let platform: TestStack;
/** Of the team, with its kubeconfig. */
let team: TestStack;
let teamKubeconfig: string;
let printed = "";

const BASE = {
  pods: 6,
  access: "edit",
  egress: "closed",
  ci: true,
  replicas: 2,
  version: "1",
} as const;

function write(kubeconfigFile: string, change: Partial<Wanted> = {}): void {
  checkout.write(`${PROGRAM}/wanted.json`, JSON.stringify({ ...BASE, kubeconfigFile, ...change }));
}

async function up(stack: TestStack): Promise<string> {
  const { output } = succeeded(await stack.up());
  printed += output;
  return output;
}

async function unchanged(stack: TestStack): Promise<void> {
  succeeded(await stack.up(["--expect-no-changes"]));
}

/** kubectl with the team's kubeconfig. */
async function asTeam(args: string[]) {
  return await run(cluster.kubectlFile, args, {
    cwd: checkout.dir,
    env: { KUBECONFIG: teamKubeconfig, HOME: checkout.dir },
  });
}

async function denied(args: string[], why: RegExp): Promise<void> {
  const { code, output } = await asTeam(args);
  expect([args.join(" "), code]).toEqual([args.join(" "), 1]);
  expect(output).toMatch(why);
}

/** Gives the team its kubeconfig; returns the token in it. */
async function takeKubeconfig(): Promise<string> {
  const { stdout } = succeeded(
    await platform.pulumi(["stack", "output", "kubeconfig", "--show-secrets", "-s", "platform"]),
  );
  writeFileSync(teamKubeconfig, stdout, { mode: 0o600 });
  return (JSON.parse(stdout) as { users: { user: { token: string } }[] }).users[0]!.user.token;
}

/** What the API server answers to who has that token. */
async function statusFor(token: string): Promise<number> {
  const { server, ca } = readKubeconfig(cluster.kubeconfig);
  return await new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    get(`${server}/api/v1/namespaces/shop/pods`, { ca, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    }).on("error", reject);
  });
}

const field = (what: string, path: string, namespace = "shop") =>
  cluster.kubectl("get", what, "-n", namespace, "-o", `jsonpath={${path}}`);

/** Whether the API server would let them. */
function may(who: string, verb: string, what: string, namespace = "shop"): boolean {
  const as = who.startsWith("group:")
    ? ["--as=somebody", `--as-group=${who.slice("group:".length)}`]
    : [`--as=${who}`];
  try {
    cluster.kubectl("auth", "can-i", verb, what, "-n", namespace, ...as);
    return true;
  } catch {
    return false;
  }
}

beforeAll(async () => {
  cluster = await LabCluster.start("tenancy", { progress: new Progress() });
  checkout = new Checkout();
  const env = { KUBECONFIG: undefined };
  platform = new TestStack(checkout.path(PROGRAM), "platform", env);
  team = new TestStack(checkout.path(PROGRAM), "team", env);
  teamKubeconfig = checkout.path("team-kubeconfig");
  await Promise.all([platform.init(), team.init()]);
}, BUILD_SECONDS * 1000);

afterAll(async () => {
  await cluster?.remove();
  platform?.removeState();
  team?.removeState();
  checkout?.remove();
});

describe("namespaces and teams", () => {
  it("must be there, with quota, limits, security level and policies, and be unchanged by a second up", async () => {
    write(cluster.kubeconfigFile);
    await up(platform);
    const label = (namespace: string) =>
      field(
        `namespace/${namespace}`,
        ".metadata.labels.pod-security\\.kubernetes\\.io/enforce",
        namespace,
      );
    expect([label("shop"), label("shop-stage")]).toEqual(["restricted", "baseline"]);
    expect(JSON.parse(field("resourcequota/quota", ".spec.hard"))).toEqual({
      "limits.cpu": "4",
      "limits.memory": "2Gi",
      pods: "6",
      "services.loadbalancers": "0",
      "services.nodeports": "0",
    });
    expect(field("limitrange/limits", ".spec.limits[0].default.memory")).toBe("256Mi");
    expect(field("networkpolicy", ".items[*].metadata.name")).toBe(
      "allowed-egress default-deny hello",
    );
    expect(field("networkpolicy/default-deny", ".spec.policyTypes[*]")).toBe("Ingress Egress");
    expect(field("deployment/hello", ".status.availableReplicas")).toBe("1");
    await unchanged(platform);
  });

  it("must give a kubeconfig that is a secret, and does what a deployment needs", async () => {
    const token = await takeKubeconfig();
    expect(token).toMatch(/^ey/);
    for (const text of [printed, platform.stateOnDisk()]) {
      expect(text).not.toContain(token);
      expect(text).not.toContain(Buffer.from(token).toString("base64"));
    }
    write(teamKubeconfig);
    await up(team);
    expect(field("deployment/web", ".status.availableReplicas")).toBe("2");
    await unchanged(team);
  });

  it("must deny what isn't the team's", async () => {
    const forbidden = /Forbidden|forbidden/;
    await denied(["get", "pods", "-n", "default"], forbidden);
    await denied(["get", "secrets", "-A"], forbidden);
    await denied(["get", "nodes"], forbidden);
    await denied(["delete", "namespace", "shop"], forbidden);
    await denied(["delete", "resourcequota", "quota"], forbidden);
    await denied(["create", "rolebinding", "x", "--clusterrole=admin", "--user=eve"], forbidden);
    await denied(
      ["create", "clusterrolebinding", "x", "--clusterrole=view", "--user=e"],
      forbidden,
    );
    // The other namespace is the team's too.
    const other = await asTeam(["get", "pods", "-n", "shop-stage"]);
    expect(other.code).toBe(0);
    // And Pulumi says so in a sentence: nothing may be made elsewhere.
    const kubeconfig = JSON.parse(checkout.read("team-kubeconfig")) as {
      contexts: { context: { namespace: string } }[];
    };
    kubeconfig.contexts[0]!.context.namespace = "default";
    checkout.write("elsewhere", `${JSON.stringify(kubeconfig)}\n`);
    write(checkout.path("elsewhere"));
    const { code, output } = await team
      .preview()
      .then(async (preview) => (preview.code === 0 ? await team.up() : preview));
    expect(code).not.toBe(0);
    expect(output).toMatch(/forbidden: User "system:serviceaccount:shop:shop-ci" cannot/);
    expect(output).not.toMatch(/\n\s+at .*\.ts:\d+/);
    write(teamKubeconfig);
    await up(team);
  });

  it("must deny what the namespace forbids", async () => {
    const pod = (spec: object) => {
      checkout.write(
        "pod.json",
        JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: "p" }, spec }),
      );
      return ["create", "-f", "pod.json"];
    };
    const containers = [{ name: "c", image: "x:1" }];
    await denied(pod({ containers }), /violates PodSecurity "restricted/);
    await denied(pod({ hostNetwork: true, containers }), /violates PodSecurity/);
    const service = ["create", "service", "nodeport", "n", "--tcp=80"];
    await denied(service, /exceeded quota: quota, requested: services.nodeports=1/);
  });

  it("must let people do what the team may, and nobody else", async () => {
    for (const who of ["ann@example.com", "group:shop-developers"]) {
      expect([who, may(who, "create", "deployments")]).toEqual([who, true]);
      expect([who, may(who, "get", "secrets")]).toEqual([who, true]);
      expect([who, may(who, "create", "deployments", "default")]).toEqual([who, false]);
      expect([who, may(who, "create", "rolebindings")]).toEqual([who, false]);
    }
    expect(may("bob@example.com", "get", "pods")).toBe(false);
  });

  it("must say why a workload doesn't fit the quota", async () => {
    // Kubernetes has a deadline for the pods of a new version, and none for more of the same.
    write(teamKubeconfig, { replicas: 9, version: "2" });
    const { code, output } = await team.up();
    expect(code).not.toBe(0);
    expect(output).toMatch(/exceeded quota: quota/);
    write(teamKubeconfig);
    await up(team);
  });

  it("must change in place what isn't a name", async () => {
    const uid = field("namespace/shop", ".metadata.uid");
    write(cluster.kubeconfigFile, { pods: 8, access: "view", egress: "open" });
    await up(platform);
    expect(field("namespace/shop", ".metadata.uid")).toBe(uid);
    expect(field("resourcequota/quota", ".spec.hard.pods")).toBe("8");
    expect(field("networkpolicy/default-deny", ".spec.policyTypes[*]")).toBe("Ingress");
    expect(may("ann@example.com", "create", "deployments")).toBe(false);
    expect(may("ann@example.com", "get", "pods")).toBe(true);
    // Its deployments have rights of their own.
    const { code } = await asTeam(["auth", "can-i", "create", "deployments"]);
    expect(code).toBe(0);
    await unchanged(platform);
  });

  it("must give another token for another word, and end the old one", async () => {
    const old = await takeKubeconfig();
    const open = { pods: 8, access: "view", egress: "open" } as const;
    write(cluster.kubeconfigFile, { ...open, tokenRotation: "2026-11" });
    await up(platform);
    const fresh = await takeKubeconfig();
    expect(fresh).not.toBe(old);
    expect(await statusFor(fresh)).toBe(200);
    // The API server remembers for ten seconds whom it let in.
    await vi.waitFor(async () => expect(await statusFor(old)).toBe(401), WAIT);
    await unchanged(platform);
    // The team goes on with it, and nothing of its own is made anew.
    const uid = field("deployment/web", ".metadata.uid");
    write(teamKubeconfig);
    await up(team);
    expect(field("deployment/web", ".metadata.uid")).toBe(uid);
    await unchanged(team);
  });

  it("must end a kubeconfig's rights when it is taken out", async () => {
    write(teamKubeconfig);
    succeeded(await team.destroy());
    write(cluster.kubeconfigFile, { pods: 8, access: "view", egress: "open", ci: false });
    await up(platform);
    await denied(["get", "pods"], /Unauthorized|logged in|forbidden/);
  });

  it("must leave nothing behind when destroyed", async () => {
    succeeded(await platform.destroy());
    const left = cluster.kubectl("get", "namespaces", "-o", "jsonpath={.items[*].metadata.name}");
    expect(left).not.toContain("shop");
  });
});
