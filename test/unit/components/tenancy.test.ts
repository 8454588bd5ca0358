import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KubernetesCluster } from "../../../components/kubernetes/kubernetes-cluster";
import { Namespace, type NamespaceArgs } from "../../../components/tenancy/namespace";
import { Team, type CiArgs, type TeamArgs } from "../../../components/tenancy/team";
import { messageOf } from "./support/message-of";
import { mockEngine, ofType, settled } from "./support/mocks";

const QUOTA = "kubernetes:core/v1:ResourceQuota";
const LIMITS = "kubernetes:core/v1:LimitRange";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const BINDING = "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding";

const cluster = () => new KubernetesCluster("prod", { kubeconfig: "apiVersion: v1\n" });
const make = (args: Partial<NamespaceArgs> = {}, name = "shop") =>
  new Namespace(name, { on: cluster(), ...args });

beforeEach(() => mockEngine());
afterEach(() => settled());

describe("Namespace", () => {
  it("must be safe without being told to", async () => {
    make();
    await settled();
    const [namespace] = ofType("kubernetes:core/v1:Namespace");
    expect(namespace!.inputs["metadata"]).toEqual({
      name: "shop",
      labels: {
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/warn": "restricted",
      },
    });
    expect(ofType(QUOTA)[0]!.inputs["spec"]).toEqual({
      hard: { "services.loadbalancers": "0", "services.nodeports": "0" },
    });
    expect(ofType(POLICY).map(({ inputs }) => inputs["spec"])).toEqual([
      { podSelector: {}, policyTypes: ["Ingress"] },
    ]);
  });

  it("must write amounts as the API server does, so that nothing seems to differ", async () => {
    make({ quota: { cpus: 1.5, memoryMib: 2048, pods: 3 }, containerDefaults: { cpus: 2 } });
    await settled();
    expect(ofType(QUOTA)[0]!.inputs["spec"]).toMatchObject({
      hard: { "limits.cpu": "1500m", "limits.memory": "2Gi", pods: "3" },
    });
    expect(ofType(LIMITS)[0]!.inputs["spec"]).toEqual({
      limits: [
        {
          type: "Container",
          default: { cpu: "2", memory: "256Mi" },
          defaultRequest: { cpu: "200m", memory: "256Mi" },
        },
      ],
    });
  });

  it("must refuse amounts that are none", () => {
    const quota = { cpus: -1, pods: 1.5, memoryMib: "x", cpu: 1 };
    const wrong = { quota, containerDefaults: { cpus: 0 } } as unknown as NamespaceArgs;
    expect(messageOf(() => make(wrong))).toBe(
      [
        "5 mistakes:",
        "  - quota.cpus: expected a number of 0.001 or more, got -1",
        "  - quota.pods: expected a whole number of 0 or more, got 1.5",
        '  - quota.memoryMib: expected a whole number of 1 or more, got "x"',
        '  - quota.cpu: there is no such amount; did you mean "cpus"?',
        "  - containerDefaults.cpus: expected a number of 0.001 or more, got 0",
      ].join("\n"),
    );
  });

  it("must refuse all mistakes at once", () => {
    const args = { podSecurity: "restrictd", egress: "shut" } as unknown as NamespaceArgs;
    expect(messageOf(() => make(args, "Shop"))).toBe(
      [
        "3 mistakes:",
        '  - name: expected lower-case letters, digits and dashes, 63 at most, got "Shop"',
        '  - podSecurity: expected restricted, baseline, privileged, got "restrictd"; did you mean "restricted"?',
        '  - egress: expected open, closed, got "shut"',
      ].join("\n"),
    );
    expect(messageOf(() => make({}, "kube-system"))).toContain("Kubernetes' own");
  });
});

describe("Team", () => {
  it("must bind its people in its namespaces and nowhere else", async () => {
    new Team("shop", { in: make(), access: "view", people: { users: ["ann"], groups: ["devs"] } });
    await settled();
    const apiGroup = "rbac.authorization.k8s.io";
    expect(ofType(BINDING).map(({ inputs }) => inputs)).toMatchObject([
      {
        metadata: { name: "shop", namespace: "shop" },
        roleRef: { apiGroup, kind: "ClusterRole", name: "view" },
        subjects: [
          { kind: "User", name: "ann", apiGroup },
          { kind: "Group", name: "devs", apiGroup },
        ],
      },
    ]);
    expect(ofType("kubernetes:core/v1:ServiceAccount")).toEqual([]);
  });

  it("must make another token for another word, and refuse what is none", async () => {
    new Team("shop", { in: make(), ci: { tokenRotation: "2026-11" } });
    await settled();
    expect(
      ofType("kubernetes:core/v1:Secret").map(({ inputs }) => inputs["metadata"]),
    ).toMatchObject([{ name: "shop-ci-token-2026-11" }]);
    const ci = { access: "root", tokenRotation: "Nov. 2026" } as unknown as CiArgs;
    expect(messageOf(() => new Team("b", { in: make({}, "b"), ci }))).toBe(
      [
        "2 mistakes:",
        '  - ci.access: expected view, edit, admin, got "root"',
        '  - ci.tokenRotation: expected a word such as 2026-11, of lower-case letters, digits and dashes, 30 at most, got "Nov. 2026"',
      ].join("\n"),
    );
  });

  it("must refuse people that are no list, and a ci that is neither on nor off", () => {
    const wrong = { in: make(), people: { users: "ann" }, ci: "yes" } as unknown as TeamArgs;
    expect(messageOf(() => new Team("shop", wrong))).toBe(
      [
        "2 mistakes:",
        '  - ci: expected true, false or its arguments, got "yes"',
        '  - people.users: expected a list of names, got "ann"',
      ].join("\n"),
    );
  });

  it("must refuse namespaces of two clusters, and an access that isn't one", () => {
    const two = { in: [make({}, "a"), make({}, "b")], access: "editor" } as unknown as TeamArgs;
    expect(messageOf(() => new Team("shop", two))).toBe(
      [
        "2 mistakes:",
        '  - access: expected view, edit, admin, got "editor"; did you mean "edit"?',
        '  - in: "b" is on another cluster than "a"; make a Team for each cluster',
      ].join("\n"),
    );
  });
});
