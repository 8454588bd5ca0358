import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { KubeletNode } from "../../../lab/kubernetes/kubelet-node";
import type { LabCluster } from "../../../lab/kubernetes/lab-cluster";
import { Lab } from "../../../lab/lab";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { runCommand, tryCommand } from "../../../toolchain/run-command";

// To build Kubernetes takes minutes, once.
const BUILD_SECONDS = 1800;
const WAIT = { timeout: 60_000, interval: 300 };

vi.setConfig({ testTimeout: 90_000 });

let lab: Lab;
let cluster: LabCluster;
let image: string;

beforeAll(async () => {
  image = await ensureBusyboxImage();
  lab = await Lab.start("kubelet", { hosts: 2, kubelets: true });
  cluster = lab.cluster;
  for (const host of lab.hosts) await new KubeletNode(host).copyImage(image);
}, BUILD_SECONDS * 1000);
afterAll(() => lab?.remove());

interface Pods {
  items: { metadata: { name: string }; spec: { nodeName: string }; status: { podIP: string } }[];
}

const page = (address: string) =>
  runCommand("curl", ["--silent", "--max-time", "5", `http://${address}:8080/`], "no page");
const pods = (app: string) => {
  const path = ["get", "pods", "-l", `app=${app}`, "--field-selector=status.phase=Running"];
  return (JSON.parse(cluster.kubectl(...path, "-o", "json")) as Pods).items;
};

/** Serves the name of its pod, and keeps a file on a volume where it has one. */
function web(app: string, replicas: number, more: object = {}): object {
  const serve = `mkdir /tmp/www; hostname >/tmp/www/index.html; echo serving; exec httpd -f -p 8080 -h /tmp/www`;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: app },
    spec: {
      replicas,
      selector: { matchLabels: { app } },
      template: {
        metadata: { labels: { app } },
        spec: {
          terminationGracePeriodSeconds: 1,
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: "kubernetes.io/hostname",
              whenUnsatisfiable: "ScheduleAnyway",
              labelSelector: { matchLabels: { app } },
            },
          ],
          containers: [
            {
              name: "web",
              image,
              command: ["sh", "-c", serve],
              readinessProbe: { httpGet: { path: "/", port: 8080 }, periodSeconds: 1 },
            },
          ],
          ...more,
        },
      },
    },
  };
}

describe("hosts of a lab that are nodes of its cluster", () => {
  it("must run pods that serve, log, and can be entered", async () => {
    await cluster.create("/apis/apps/v1/namespaces/default/deployments", web("web", 2));
    cluster.kubectl("rollout", "status", "deployment/web", "--timeout=60s");
    const all = pods("web");
    expect(all.map(({ spec }) => spec.nodeName).sort()).toEqual(["node1", "node2"]);
    for (const { metadata, status } of all) {
      expect((await page(status.podIP)).trim()).toBe(metadata.name);
      expect(cluster.kubectl("logs", metadata.name)).toContain("serving");
      expect(cluster.kubectl("exec", metadata.name, "--", "hostname").trim()).toBe(metadata.name);
    }
    // Also from the other host.
    const [{ spec, metadata, status }] = all as [Pods["items"][0]];
    const other = lab.hosts.find(({ name }) => name !== spec.nodeName)!;
    const asked = await other.sh(`curl --silent --max-time 5 http://${status.podIP}:8080/`);
    expect(asked.trim()).toBe(metadata.name);
  });

  it("must not pull what isn't there", async () => {
    cluster.kubectl("run", "absent", "--image=absent.invalid/web:1");
    await vi.waitFor(
      () =>
        expect(cluster.kubectl("get", "pod", "absent")).toMatch(/ErrImagePull|ImagePullBackOff/),
      WAIT,
    );
    cluster.kubectl("delete", "pod", "absent", "--now");
  });

  it("must move pods away from a host that is gone, and take them again when it is back", async () => {
    await lab.host("node1").destroy();
    await vi.waitFor(
      () => expect(pods("web").filter(({ spec }) => spec.nodeName === "node2")).toHaveLength(2),
      WAIT,
    );
    await lab.host("node1").boot();
    await vi.waitFor(
      () => expect(cluster.kubectl("get", "node", "node1", "--no-headers")).toMatch(/ Ready /),
      WAIT,
    );
    cluster.kubectl("scale", "deployment/web", "--replicas=4");
    cluster.kubectl("rollout", "status", "deployment/web", "--timeout=60s");
    expect(pods("web").filter(({ spec }) => spec.nodeName === "node1").length).toBeGreaterThan(0);
  });

  it("must leave nothing on the machine", async () => {
    const { dir } = lab.record;
    await lab.remove();
    expect((await tryCommand("pgrep", ["-f", dir])).stdout).toBe("");
    const routes = (await tryCommand("ip", ["route", "show"])).stdout.split(/\s+/);
    expect(routes).not.toContain(lab.record.bridge);
  });
});
