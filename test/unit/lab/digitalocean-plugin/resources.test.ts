import { mkdtempSync, mkdirSync, rmSync } from "node:fs";
import { once } from "node:events";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

import { provider } from "../../../../lab/digitalocean-plugin/provider";
import { apiOf } from "../../../../lab/digitalocean/api";
import type { Switch } from "../../../../lab/digitalocean/network/switch";
import { DEFAULTS } from "../../../../lab/digitalocean/settings";
import { World } from "../../../../lab/digitalocean/world";
import { freePort } from "../../../support/free-port";
import { Secret, startProvider, type ProviderHarness } from "../../../support/provider-harness";

/** The API in this process, without hosts: what is only kept. */
let server: Server;
let plugin: ProviderHarness;
const dir = mkdtempSync(join(tmpdir(), "slipway-do-"));

beforeAll(async () => {
  mkdirSync(join(dir, "digitalocean"));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const lab = {
    ...{ name: "unit", dir, bridge: "slwlab1", subnet: "10.221.1.0/24", hosts: [] },
    ...{ keyFile: "", knownHostsFile: "", carefulPassword: "" },
  };
  const options = { ...DEFAULTS, actionMs: 1, createMs: 1 };
  const net = { pid: 1, addBridge: () => undefined, removeBridge: () => undefined };
  const world = new World(
    { lab, endpoint, token: "token", firstIndex: 0, options },
    net as unknown as Switch,
  );
  server = apiOf(world).listen(port, "127.0.0.1");
  await once(server, "listening");
  plugin = await startProvider(provider);
  await plugin.configure({ apiEndpoint: endpoint, token: "token" });
});
afterAll(async () => {
  await plugin?.stop();
  server?.close();
  server?.closeAllConnections();
  rmSync(dir, { recursive: true });
});

const tokenOf = (type: string) =>
  `digitalocean:index/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`;

async function create(type: string, inputs: object) {
  const checked = await plugin.check(tokenOf(type), { ...inputs }, {});
  expect(checked.failures).toEqual([]);
  const kept = await plugin.create(tokenOf(type), checked.inputs);
  expect(kept.notReady).toBeUndefined();
  return { type, inputs: checked.inputs, ...kept };
}
type Made = Awaited<ReturnType<typeof create>>;

async function diff(old: Made, inputs: object) {
  const checked = await plugin.check(tokenOf(old.type), { ...inputs }, old.inputs);
  return plugin.diff(tokenOf(old.type), old, checked.inputs);
}

async function unchanged(old: Made, inputs: object) {
  expect((await diff(old, inputs)).changes).toBe("none");
  const read = await plugin.read(tokenOf(old.type), old.id, old);
  expect(read?.inputs).toEqual(old.inputs);
  expect((await diff({ ...old, ...read }, inputs)).changes).toBe("none");
}

async function update(old: Made, inputs: object): Promise<Made> {
  const checked = await plugin.check(tokenOf(old.type), { ...inputs }, old.inputs);
  const kept = await plugin.update(tokenOf(old.type), old, checked.inputs);
  return { ...old, inputs: checked.inputs, ...kept };
}

async function gone(old: Made) {
  await plugin.delete(tokenOf(old.type), old);
  expect(await plugin.read(tokenOf(old.type), old.id, old)).toBeUndefined();
}

it("Firewall must be the same whatever the order of its rules, and change in place", async () => {
  const ssh = { protocol: "tcp", portRange: "22", sourceAddresses: ["10.0.0.0/8", "0.0.0.0/0"] };
  const ping = { protocol: "icmp", sourceTags: ["web"] };
  const out = { protocol: "udp", portRange: "all", destinationAddresses: ["0.0.0.0/0"] };
  const wanted = { tags: ["web"], inboundRules: [ssh, ping], outboundRules: [out] };
  const firewall = await create("Firewall", wanted);
  expect(firewall.state).toMatchObject({ tags: ["web"], outboundRules: [{ portRange: "all" }] });
  await unchanged(firewall, wanted);
  const turned = { ...ssh, sourceAddresses: ["0.0.0.0/0", "10.0.0.0/8"] };
  expect((await diff(firewall, { ...wanted, inboundRules: [ping, turned] })).changes).toBe("none");
  const change = { ...wanted, inboundRules: [{ ...ssh, portRange: "2222" }, ping] };
  const found = await diff(firewall, change);
  expect([found.diffs, found.replaces]).toEqual([["inboundRules"], []]);
  await unchanged(await update(firewall, change), change);
  await gone(firewall);
  const { failures } = await plugin.check(
    tokenOf("Firewall"),
    { inboundRules: [{ protocol: "tcp" }] },
    {},
  );
  expect(failures).toEqual([
    { property: "inboundRules[0].portRange", reason: "is required for tcp and udp" },
  ]);
});

it("LoadBalancer must be told its mistakes", async () => {
  const https = { entryProtocol: "https", entryPort: 443, targetProtocol: "http", targetPort: 80 };
  const wanted = { forwardingRules: [https], dropletTag: "web", dropletIds: [1] };
  const { failures } = await plugin.check(tokenOf("LoadBalancer"), wanted, {});
  expect(failures.map(({ property }) => property)).toEqual(["dropletTag", "forwardingRules[0]"]);
});

it("Domain and DnsRecord must be kept, whatever their names' spelling", async () => {
  const domain = await create("Domain", { name: "shop.example.com" });
  const wanted = { domain: domain.id, type: "CNAME", name: "www", value: "example.org", ttl: 60 };
  const record = await create("DnsRecord", wanted);
  expect(record.state).toMatchObject({ fqdn: "www.shop.example.com", value: "example.org" });
  await unchanged(record, { ...wanted, value: "example.org." });
  await unchanged(record, { ...wanted, name: "www.shop.example.com" });
  const changed = await update(record, { ...wanted, value: "example.net" });
  expect(changed.state["value"]).toBe("example.net");
  const { failures } = await plugin.check(tokenOf("DnsRecord"), { ...wanted, type: "MX" }, {});
  expect(failures).toMatchObject([{ property: "priority" }]);
  await gone(changed);
  await gone(domain);
});

it("Project must hold what it is given, and give it back", async () => {
  const wanted = { environment: "staging", resources: ["do:domain:example.com"] };
  const project = await create("Project", wanted);
  expect(project.state).toMatchObject({ environment: "Staging", resources: wanted.resources });
  await unchanged(project, wanted);
  const emptied = await update(project, { ...wanted, resources: [] });
  expect(emptied.state["resources"]).toEqual([]);
  await gone(emptied);
});

it("Certificate must have its name as its id, and be issued for its domains", async () => {
  const wanted = { name: "shop", type: "lets_encrypt", domains: ["shop.example.com"] };
  const certificate = await create("Certificate", wanted);
  expect(certificate).toMatchObject({ id: "shop", state: { state: "verified" } });
  await unchanged(certificate, wanted);
  await gone(certificate);
});

it("ContainerRegistry and its credentials must be made, the latter secret", async () => {
  const wanted = { subscriptionTierSlug: "basic" };
  const registry = await create("ContainerRegistry", wanted);
  expect(registry.state["endpoint"]).toBe(`registry.digitalocean.com/${registry.id}`);
  await unchanged(registry, wanted);
  const login = await create("ContainerRegistryDockerCredentials", { registryName: registry.id });
  const { dockerCredentials } = login.state;
  expect(dockerCredentials).toBeInstanceOf(Secret);
  expect((dockerCredentials as Secret).value).toContain('"registry.digitalocean.com"');
  await gone(registry);
});

it("ReservedIp must be kept", async () => {
  const reserved = await create("ReservedIp", { region: "nyc3" });
  await unchanged(reserved, { region: "nyc3" });
  await gone(reserved);
});

it("functions must give what there is", async () => {
  const invoke = (name: string, args = {}) =>
    plugin.invoke(`digitalocean:index/${name}:${name}`, args);
  expect(await invoke("getAccount")).toMatchObject({ dropletLimit: 25, status: "active" });
  expect(await invoke("getRegion", { slug: "nyc3" })).toMatchObject({ name: "New York 3" });
  const cheap = {
    filters: [{ key: "memory", values: ["4096"] }],
    sorts: [{ key: "price_monthly" }],
  };
  expect(await invoke("getSizes", cheap)).toMatchObject({
    sizes: [{ slug: "s-2vcpu-4gb", priceMonthly: 24 }, {}, {}, { slug: "c-2" }],
  });
  expect(await invoke("getDroplets")).toMatchObject({ droplets: [] });
  expect(await invoke("getImage", { slug: "debian-12-x64" })).toMatchObject({ private: false });
  await expect(invoke("getRegion", { slug: "nyc9" })).rejects.toThrow("no region with slug nyc9");
});

it("KubernetesCluster must be upgraded in place, and replaced for what there is no way back from", async () => {
  const type = "KubernetesCluster";
  const nodePool = { name: "base", size: "s-2vcpu-4gb", nodeCount: 2 };
  const inputs = { name: "apps", region: "nyc3", version: "1.33.0-do.9", nodePool };
  const old = { type, inputs, id: "1", state: { ...inputs }, notReady: undefined } as never as Made;
  const replacesFor = async (change: object) =>
    (await diff(old, { ...inputs, ...change })).replaces;
  expect((await diff(old, inputs)).changes).toBe("none");
  expect(await replacesFor({ version: "1.33.0-do.10", ha: true })).toEqual([]);
  expect(await replacesFor({ nodePool: { ...nodePool, nodeCount: 3 } })).toEqual([]);
  expect(await replacesFor({ version: "1.32.9-do.0" })).toEqual(["version"]);
  expect(await replacesFor({ nodePool: { ...nodePool, size: "s-1vcpu-1gb" } })).toEqual([
    "nodePool",
  ]);
  const { nodeCount: _, ...uncounted } = nodePool;
  const checked = await plugin.check(tokenOf(type), { ...inputs, nodePool: uncounted }, {});
  expect(checked.failures).toEqual([
    { property: "nodePool.nodeCount", reason: "is required without autoScale" },
  ]);
});
