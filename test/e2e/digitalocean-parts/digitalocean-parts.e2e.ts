import { readFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Bridge } from "../../../lab/bridge";
import { CertificateAuthority } from "../../../lab/certificates";
import { DigitalOcean } from "../../../lab/digitalocean/digital-ocean";
import { LabCluster } from "../../../lab/kubernetes/lab-cluster";
import { Lab } from "../../../lab/lab";
import { ensureKubernetes } from "../../../toolchain/kubernetes/ensure-kubernetes";
import { Progress } from "../../../toolchain/progress";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { Checkout } from "../../support/checkout";
import { copyImage } from "../../support/copy-image";
import type { RunResult } from "../../support/run";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

const PROGRAM = "test/e2e/digitalocean-parts/program";
const DOMAIN = "shop.example.com";
/** One that the account has before. */
const THEIRS = "example.org";
// To build Kubernetes takes minutes, once.
const BUILD_SECONDS = 1800;

let lab: Lab;
let cloud: DigitalOcean;
let checkout: Checkout;
let stack: TestStack;
let wanted: Wanted;
let ca: CertificateAuthority;
let printed = "";

function write(change: Partial<Wanted>): void {
  wanted = { ...wanted, ...change };
  checkout.write(`${PROGRAM}/wanted.json`, JSON.stringify(wanted));
}

async function up(...args: string[]): Promise<RunResult> {
  const result = await stack.up(["--diff", ...args]);
  printed += result.output;
  return succeeded(result);
}

async function list<T>(path: string, key: string): Promise<T[]> {
  const { body } = await cloud.call<Record<string, T[] | undefined>>("GET", `/v2/${path}`);
  return body[key] ?? [];
}

interface Droplet {
  id: number;
  name: string;
  region: { slug: string };
  networks: { v4: { type: string; ip_address: string }[] };
  features: string[];
}
interface ReservedIp {
  ip: string;
  region: { slug: string };
  droplet: { id: number; name: string } | null;
}
interface DnsRecord {
  id: number;
  type: string;
  name: string;
  data: string;
  ttl: number;
}

const droplets = async () =>
  (await list<Droplet>("droplets", "droplets")).sort((a, b) => (a.name < b.name ? -1 : 1));
const publicOf = ({ networks }: Droplet) =>
  networks.v4.find(({ type }) => type === "public")!.ip_address;
/** The one in nyc3, and the spare one in ams3. */
const reservedIps = async () =>
  (await list<ReservedIp>("reserved_ips", "reserved_ips")).sort((a, b) =>
    a.region.slug > b.region.slug ? -1 : 1,
  );

/** Without the servers that each domain has. */
async function records(domain = DOMAIN): Promise<string[]> {
  const all = await list<DnsRecord>(`domains/${domain}/records?per_page=200`, "domain_records");
  return all
    .filter(({ type }) => type !== "SOA" && type !== "NS")
    .map(({ type, name, data, ttl }) => `${name} ${ttl} ${type} ${data}`)
    .sort();
}

/** Waits for an answer that is one. */
async function page(url: string): Promise<Response> {
  for (const until = Date.now() + 60_000; ; await sleep(100)) {
    try {
      const response = await fetch(url);
      if (response.ok) return response;
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    if (Date.now() > until) throw new Error(`${url} shows no page after 60 s`);
  }
}

/** The status of what is asked for with TLS; fails where the certificate isn't the domain's. */
function secured(ip: string): Promise<number | undefined> {
  const options = { host: ip, servername: DOMAIN, ca: readFileSync(ca.caFile) };
  return new Promise((resolve, reject) => {
    httpsRequest(options, ({ statusCode }) => resolve(statusCode))
      .on("error", reject)
      .end();
  });
}

async function balancer(name: string): Promise<string> {
  const all = await list<{ name: string; ip: string }>("load_balancers", "load_balancers");
  return all.find((each) => each.name.startsWith(name))!.ip;
}

interface ApiCluster {
  id: string;
  version: string;
  vpc_uuid: string;
  node_pools: { name: string; count: number; labels: object }[];
}

async function cluster(): Promise<ApiCluster> {
  const [found] = await list<ApiCluster>("kubernetes/clusters", "kubernetes_clusters");
  return found!;
}

/** As kubectl has it. */
async function inCluster(what: string, path: string): Promise<string> {
  const labCluster = LabCluster.open(join(lab.record.dir, "kubernetes", (await cluster()).id));
  return labCluster.kubectl("get", what, "-o", `jsonpath={${path}}`);
}

beforeAll(async () => {
  await ensureKubernetes(new Progress());
  lab = await Lab.start("do-parts", { hosts: {}, registry: "tls" });
  cloud = await DigitalOcean.start(lab, { actionMs: 100, createMs: 500, callsPerMinute: 2000 });
  ca = new CertificateAuthority(join(lab.record.dir, "tls"));
  const folder = ca.issue("lb", "127.0.0.1", { names: [DOMAIN] });
  checkout = new Checkout();
  stack = new TestStack(checkout.path(PROGRAM), "test", {
    DIGITALOCEAN_TOKEN: cloud.token,
    DIGITALOCEAN_API_URL: cloud.endpoint,
  });
  write({
    sshFrom: `${Bridge.of(lab.record.bridge).machine}/32`,
    sshKey: readFileSync(`${lab.keyFile}.pub`, "utf8").trim(),
    sshOpts: ["-F", "/dev/null", "-i", lab.keyFile],
    size: "s-1vcpu-1gb",
    ttlSeconds: 300,
    www: "name",
    tls: {
      key: readFileSync(join(folder, "key.pem"), "utf8"),
      certificate: readFileSync(join(folder, "cert.pem"), "utf8"),
    },
    kubernetes: {
      version: "1.33.0-do.0",
      pools: { base: { size: "s-2vcpu-4gb", nodes: 2, labels: { kind: "base" } } },
    },
  });
  await stack.init();
}, BUILD_SECONDS * 1000);

afterAll(async () => {
  await lab?.remove();
  stack?.removeState();
  checkout?.remove();
});

describe("what stands beside droplets at DigitalOcean", () => {
  it("must be refused in a preview where DigitalOcean hasn't what is wanted", async () => {
    const { kubernetes } = wanted;
    const [base] = Object.values(kubernetes.pools);
    write({ kubernetes: { version: "1.99", pools: { base: base! } } });
    const version = await stack.preview();
    write({ kubernetes: { ...kubernetes, pools: { base: { ...base!, size: "s-2vcpu-4g" } } } });
    const size = await stack.preview();
    write({ kubernetes });
    expect(version.output).toContain(
      "version: DigitalOcean has no Kubernetes 1.99 to be had; there are 1.33.0-do.1, 1.33.0-do.0",
    );
    expect(size.output).toContain(
      'apps.pools.base.size: DigitalOcean has no "s-2vcpu-4g" to be had; did you mean "s-2vcpu-4gb"?',
    );
    for (const { code, output } of [version, size]) {
      expect(code).not.toBe(0);
      expect(output).not.toMatch(/^\s+at /m);
    }
  });

  it("must be there as its API tells", async () => {
    await up();
    const [far, near] = await droplets();
    expect([far, near].map((each) => [each!.name, each!.region.slug])).toEqual([
      ["far", "ams3"],
      ["near", "nyc3"],
    ]);
    const [front, spare] = await reservedIps();
    expect(front).toMatchObject({ droplet: { name: "near" }, region: { slug: "nyc3" } });
    expect(spare).toMatchObject({ droplet: null, region: { slug: "ams3" } });
    expect(front!.ip).toBe(await stack.output("address"));
    expect(await stack.output("url")).toBe(`www.${DOMAIN}`);
    expect(await records()).toEqual(
      [
        `@ 300 A ${await balancer("lb")}`,
        "@ 300 MX mail.example.org.",
        "www 1800 CNAME @",
        `spare 1800 A ${spare!.ip}`,
        "spare 1800 A 192.0.2.7",
        "spare 1800 TXT not used",
        `node 1800 A ${publicOf(near!)}`,
        `node 1800 A ${publicOf(far!)}`,
        `_sip._tcp 1800 SRV www.${DOMAIN}.`,
      ].sort(),
    );
    const { body } = await cloud.call("GET", "/v2/registry");
    expect(body).toMatchObject({ registry: { subscription: { tier: { slug: "basic" } } } });
  });

  it("must have a workload on a cluster that DigitalOcean runs, in the network", async () => {
    const { version, vpc_uuid, node_pools } = await cluster();
    expect(await stack.output("kubernetes")).toBe("1.33.0-do.0");
    expect(version).toBe("1.33.0-do.0");
    const vpcs = await list<{ id: string; region: string; default: boolean }>("vpcs", "vpcs");
    const own = vpcs.find((each) => each.region === "nyc3" && !each.default);
    expect(vpc_uuid).toBe(own!.id);
    expect(node_pools).toMatchObject([{ name: "base", count: 2, labels: { kind: "base" } }]);
    expect(await inCluster("nodes", ".items[*].metadata.labels.kind")).toBe("base base");
    expect(await inCluster("deployment/page", ".status.availableReplicas")).toBe("2");
    const login = await inCluster(
      "deployment/page",
      ".spec.template.spec.imagePullSecrets[0].name",
    );
    const secret = await inCluster(`secret/${login}`, ".data['\\.dockerconfigjson']");
    expect(Buffer.from(secret, "base64").toString("utf8")).toContain("registry.digitalocean.com");
  });

  it("must be unchanged by a second up", async () => {
    await up("--expect-no-changes");
  });

  it("must give its hosts the registry's login, and lead to a page by the reserved address", async () => {
    const { host: registry, login } = lab.registry;
    const image = `${registry}/busybox:1`;
    const [far, near] = await droplets();
    const builder = await cloud.host(near!.id);
    const busybox = await ensureBusyboxImage();
    await copyImage(busybox, builder.dockerHost);
    await builder.sh(
      `docker login -u ${login!.username} -p ${login!.password} ${registry} && docker tag ${busybox} ${image} &&` +
        `docker push -q ${image} && docker logout ${registry} && docker rmi ${image} ${busybox}`,
    );
    write({ image, swarm: true });
    await up();
    // Without its provider's: a swarm's nodes pull with the service's own login.
    const nodes = await cloud.host(far!.id);
    expect(await nodes.sh("docker service ls --format '{{.Replicas}}'")).toBe("1/1\n");
    const [front, spare] = await reservedIps();
    await page(`http://${front!.ip}:8080/`);
    await expect(fetch(`http://${spare!.ip}:8080/`)).rejects.toThrow();
  });

  it("must be reached through its load balancers: by HTTP with a cookie, by TLS, and by TCP", async () => {
    const ip = await balancer("lb");
    const { headers } = await page(`http://${ip}/`);
    expect(headers.get("set-cookie")).toMatch(/^lb=/);
    expect(await secured(ip)).toBe(200);
    await page(`http://${await balancer("raw")}:90/`);
  });

  it("must upgrade a cluster, change its pools and begin with backups, in place, and use what the account has already", async () => {
    const { id } = await cluster();
    const before = (await droplets()).map((each) => each.id);
    await cloud.call("POST", "/v2/domains", { name: THEIRS });
    const { body } = await cloud.call<{ registry: { name: string } }>("GET", "/v2/registry");
    write({
      swarm: false,
      backups: "daily",
      existing: { domain: THEIRS, registry: body.registry.name },
      kubernetes: {
        version: "1.33",
        pools: {
          base: { size: "s-2vcpu-4gb", nodes: 1, labels: { kind: "base" } },
          more: { size: "s-1vcpu-1gb", nodes: { least: 1, most: 3 } },
        },
      },
    });
    await up();
    const now = await cluster();
    expect(now).toMatchObject({
      ...{ id, version: "1.33.0-do.1" },
      node_pools: [
        { name: "base", count: 1 },
        { name: "more", count: 1, auto_scale: true, min_nodes: 1, max_nodes: 3 },
      ],
    });
    const nodes = (await inCluster("nodes", ".items[*].metadata.name")).split(" ");
    expect(nodes.map((each) => each.split("-")[0]).sort()).toEqual(["base", "more"]);
    const saved = await droplets();
    expect(saved.map((each) => each.id)).toEqual(before);
    for (const { features } of saved) expect(features).toContain("backups");
    expect(await records(THEIRS)).toEqual(["shop 1800 A 192.0.2.9"]);
    expect(await list("registries", "registries")).toHaveLength(1);
    expect(await inCluster("deployment/page", ".status.availableReplicas")).toBe("2");
  });

  it("must lead to the droplet that takes another's place, by the same address", async () => {
    const before = await droplets();
    const [address] = (await reservedIps()).map(({ ip }) => ip);
    write({ size: "s-2vcpu-4gb", ttlSeconds: 60, www: "address" });
    await up();
    const [far, near] = await droplets();
    expect([far!.id, near!.id]).not.toContain(before[1]!.id);
    expect((await reservedIps())[0]).toMatchObject({ ip: address, droplet: { id: near!.id } });
    await page(`http://${address}:8080/`);
    const now = await records();
    expect(now).toContain("@ 60 MX mail.example.org.");
    expect(now).toContain(`www 1800 A ${address}`);
    expect(now).not.toContain("www 1800 CNAME @");
    expect(now).toContain(`node 1800 A ${publicOf(near!)}`);
    expect(now).toContain(`node 1800 A ${publicOf(far!)}`);
    expect(now.filter((each) => each.startsWith("node "))).toHaveLength(2);
    await up("--expect-no-changes");
  });

  it("must be put back where somebody has changed it by hand", async () => {
    const [front] = await reservedIps();
    await cloud.call("POST", `/v2/reserved_ips/${front!.ip}/actions`, { type: "unassign" });
    const all = await list<DnsRecord>(`domains/${DOMAIN}/records?per_page=200`, "domain_records");
    const { id } = all.find(({ type }) => type === "MX")!;
    await cloud.call("DELETE", `/v2/domains/${DOMAIN}/records/${id}`);
    succeeded(await stack.refresh());
    await up();
    expect((await reservedIps())[0]).toMatchObject({ droplet: { name: "near" } });
    expect(await records()).toContain("@ 60 MX mail.example.org.");
  });

  it("must show neither token, login nor kubeconfig anywhere", async () => {
    const { password } = lab.registry.login!;
    const login = Buffer.from(`${lab.registry.login!.username}:${password}`).toString("base64");
    const { id } = await cluster();
    const { kubeconfig } = LabCluster.open(join(lab.record.dir, "kubernetes", id));
    const [, key = ""] = /"client-key-data": "(.+)"/.exec(kubeconfig) ?? [];
    expect(key).not.toBe("");
    for (const text of [printed, stack.stateOnDisk()])
      for (const secret of [cloud.token, password, login, key]) expect(text).not.toContain(secret);
  });

  it("must leave nothing at the provider when destroyed", async () => {
    succeeded(await stack.destroy());
    // The domain that was there before is there still, without what the stack has put into it.
    expect(await records(THEIRS)).toEqual([]);
    await cloud.call("DELETE", `/v2/domains/${THEIRS}`);
    const left = {
      droplets: await list("droplets", "droplets"),
      ips: await reservedIps(),
      clusters: await list("kubernetes/clusters", "kubernetes_clusters"),
      domains: await list("domains", "domains"),
      registries: await list("registries", "registries"),
      firewalls: await list("firewalls", "firewalls"),
      balancers: await list("load_balancers", "load_balancers"),
      certificates: await list("certificates", "certificates"),
      networks: (await list<{ default: boolean }>("vpcs", "vpcs")).filter((each) => !each.default),
      keys: await list("account/keys", "ssh_keys"),
      tags: await list("tags", "tags"),
    };
    expect(Object.entries(left).filter(([, all]) => all.length > 0)).toEqual([]);
  });
});
