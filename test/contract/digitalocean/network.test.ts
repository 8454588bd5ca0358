import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { CertificateAuthority } from "../../../lab/certificates";
import { Secret } from "../../support/provider-harness";
import { DigitalOceanStack, type Resource } from "./digitalocean-stack";

let stack: DigitalOceanStack;
let droplet: Resource;
beforeAll(async () => {
  const quick = { createMs: 300, actionMs: 100, callsPerMinute: 2000 };
  stack = await DigitalOceanStack.start("do-plugin-net", quick);
  const spec = { image: "debian-12-x64", region: "nyc3", size: "s-1vcpu-1gb", tags: ["web"] };
  droplet = await stack.create("Droplet", "web", spec);
}, 60_000);
afterAll(() => stack?.stop(), 60_000);

const unchanged = async (old: Resource, inputs = old.inputs) => {
  expect((await stack.diff(old, inputs)).changes).toBe("none");
  const read = await stack.read(old);
  expect(read?.inputs).toEqual(old.inputs);
  expect((await stack.diff({ ...old, ...read, inputs: read!.inputs }, inputs)).changes).toBe(
    "none",
  );
};
const gone = async (old: Resource) => {
  await stack.delete(old);
  expect(await stack.read(old)).toBeUndefined();
  await stack.delete(old);
};

it("Firewall must be made, changed in place, and the same whatever the order of its rules", async () => {
  const ssh = { protocol: "tcp", portRange: "22", sourceAddresses: ["10.0.0.0/8", "0.0.0.0/0"] };
  const ping = { protocol: "icmp", sourceTags: ["web"] };
  const out = { protocol: "udp", portRange: "all", destinationAddresses: ["0.0.0.0/0"] };
  const wanted = { tags: ["web"], inboundRules: [ssh, ping], outboundRules: [out] };
  const firewall = await stack.create("Firewall", "fw", wanted);
  expect(firewall.state).toMatchObject({ tags: ["web"], outboundRules: [{ portRange: "all" }] });
  await unchanged(firewall, wanted);
  const turned = { ...ssh, sourceAddresses: ["0.0.0.0/0", "10.0.0.0/8"] };
  expect((await stack.diff(firewall, { ...wanted, inboundRules: [ping, turned] })).changes).toBe(
    "none",
  );
  const change = { ...wanted, inboundRules: [{ ...ssh, portRange: "2222" }, ping] };
  const diff = await stack.diff(firewall, change);
  expect([diff.diffs, diff.replaces]).toEqual([["inboundRules"], []]);
  const changed = await stack.update(firewall, change);
  expect(await stack.live(`/v2/firewalls/${firewall.id}`, "firewall")).toMatchObject({
    inbound_rules: expect.arrayContaining([expect.objectContaining({ ports: "2222" })]),
  });
  await expect(
    stack.check("Firewall", "bad", { inboundRules: [{ protocol: "tcp" }] }),
  ).rejects.toThrow("inboundRules[0].portRange: is required for tcp and udp");
  await gone(changed);
});

describe("LoadBalancer and Certificate", () => {
  const rule = { entryProtocol: "http", entryPort: 80, targetProtocol: "http", targetPort: 80 };
  const wanted = {
    ...{ region: "nyc3", dropletTag: "web", forwardingRules: [rule] },
    healthcheck: { protocol: "tcp", port: 22 },
  };

  it("must be active when it is made, with an address, and change in place", async () => {
    const balancer = await stack.create("LoadBalancer", "lb", wanted);
    expect(balancer.notReady).toBeUndefined();
    expect(balancer.state).toMatchObject({
      ...{ status: "active", dropletIds: [Number(droplet.id)] },
      ip: expect.stringMatching(/^10\.221\./),
      healthcheck: { protocol: "tcp", port: 22, unhealthyThreshold: 3, healthyThreshold: 5 },
    });
    await unchanged(balancer, wanted);
    expect((await stack.diff(balancer, { ...wanted, region: "fra1" })).replaces).toEqual([
      "region",
    ]);
    const dir = mkdtempSync(join(tmpdir(), "slipway-ca-"));
    const folder = new CertificateAuthority(dir).issue("shop", "127.0.0.1");
    const text = (file: string) => readFileSync(join(folder, file), "utf8");
    const certificate = await stack.create("Certificate", "cert", {
      ...{ privateKey: text("key.pem"), leafCertificate: text("cert.pem") },
    });
    rmSync(dir, { recursive: true });
    expect(certificate.id).toBe(certificate.inputs["name"] as string);
    expect(certificate.state["privateKey"]).toBeInstanceOf(Secret);
    const https = {
      ...rule,
      entryProtocol: "https",
      entryPort: 443,
      certificateName: certificate.id,
    };
    const both = { ...wanted, forwardingRules: [https, rule] };
    const changed = await stack.update(balancer, both);
    await unchanged(changed, both);
    await gone(changed);
    await gone(certificate);
  }, 60_000);

  it("must be told its mistakes", async () => {
    const https = { ...rule, entryProtocol: "https", entryPort: 443 };
    await expect(
      stack.check("LoadBalancer", "bad", { ...wanted, forwardingRules: [https], dropletIds: [1] }),
    ).rejects.toThrow(/dropletTag: can't be there(.|\n)*forwardingRules\[0\]: https needs/);
  });
});

it("Volume and VolumeAttachment must be made, grown and attached", async () => {
  const wanted = { region: "nyc3", size: 1, initialFilesystemType: "ext4", tags: ["data"] };
  const volume = await stack.create("Volume", "data", wanted);
  expect(volume.state).toMatchObject({ filesystemType: "ext4", dropletIds: [] });
  await unchanged(volume, wanted);
  const attachment = await stack.create("VolumeAttachment", "at", {
    ...{ dropletId: Number(droplet.id), volumeId: volume.id },
  });
  await unchanged(attachment);
  const grown = await stack.update(volume, { ...wanted, size: 2 });
  expect(grown.state["size"]).toBe(2);
  expect((await stack.diff(grown, wanted)).replaces).toEqual(["size"]);
  await gone(attachment);
  await gone(grown);
}, 60_000);

it("ReservedIp and ReservedIpAssignment must lead to a droplet", async () => {
  const reserved = await stack.create("ReservedIp", "ip", { region: "nyc3" });
  const assignment = await stack.create("ReservedIpAssignment", "to", {
    ...{ ipAddress: reserved.id, dropletId: Number(droplet.id) },
  });
  await unchanged(assignment);
  // Given away by something else, it is still as its own program wants it.
  await unchanged(reserved);
  expect(await stack.live(`/v2/reserved_ips/${reserved.id}`, "reserved_ip")).toMatchObject({
    droplet: { id: Number(droplet.id) },
  });
  await gone(assignment);
  await gone(reserved);
});

it("Domain and DnsRecord must be kept, whatever their names' spelling", async () => {
  const domain = await stack.create("Domain", "d", { name: "shop.example.com" });
  const wanted = { domain: domain.id, type: "CNAME", name: "www", value: "@", ttl: 60 };
  const record = await stack.create("DnsRecord", "r", { ...wanted, value: "example.org" });
  expect(record.state).toMatchObject({ fqdn: "www.shop.example.com", value: "example.org" });
  await unchanged(record, { ...wanted, value: "example.org." });
  await unchanged(record, { ...wanted, name: "www.shop.example.com", value: "example.org" });
  const changed = await stack.update(record, { ...wanted, value: "example.net" });
  expect(changed.state["value"]).toBe("example.net");
  await expect(stack.check("DnsRecord", "bad", { ...wanted, type: "MX" })).rejects.toThrow(
    "priority: is required for a record of type MX",
  );
  await gone(changed);
  await gone(domain);
});

it("Project must hold what it is given, and give it back", async () => {
  const urn = String(droplet.state["dropletUrn"]);
  const wanted = { environment: "staging", resources: [urn] };
  const project = await stack.create("Project", "shop", wanted);
  expect(project.state).toMatchObject({ environment: "Staging", resources: [urn] });
  await unchanged(project, wanted);
  await gone(project);
});

it("ContainerRegistry and its credentials must be made, the latter secret", async () => {
  const registry = await stack.create("ContainerRegistry", "images", {
    subscriptionTierSlug: "basic",
  });
  expect(registry.state["endpoint"]).toBe(`registry.digitalocean.com/${registry.id}`);
  await unchanged(registry);
  const login = await stack.create("ContainerRegistryDockerCredentials", "login", {
    registryName: registry.id,
  });
  const { dockerCredentials } = login.state;
  expect(dockerCredentials).toBeInstanceOf(Secret);
  expect((dockerCredentials as Secret).value).toContain('"registry.digitalocean.com"');
  await gone(registry);
});

it("functions must give what there is", async () => {
  const invoke = (name: string, args = {}) =>
    stack.plugin.invoke(`digitalocean:index/${name}:${name}`, args);
  expect(await invoke("getAccount")).toMatchObject({ dropletLimit: 25, status: "active" });
  expect(await invoke("getRegion", { slug: "nyc3" })).toMatchObject({ name: "New York 3" });
  const cheap = {
    filters: [{ key: "memory", values: ["4096"] }],
    sorts: [{ key: "price_monthly" }],
  };
  expect(await invoke("getSizes", cheap)).toMatchObject({
    sizes: [{ slug: "s-2vcpu-4gb", priceMonthly: 24 }, {}, {}, { slug: "c-2" }],
  });
  expect(await invoke("getDroplet", { tag: "web" })).toMatchObject({ id: Number(droplet.id) });
  const mine = { filters: [{ key: "tags", values: ["web"] }] };
  expect(await invoke("getDroplets", mine)).toMatchObject({ droplets: [{ status: "active" }] });
  expect(await invoke("getImage", { slug: "debian-12-x64" })).toMatchObject({ private: false });
  expect(await invoke("getVpc", { region: "nyc3" })).toMatchObject({ default: true });
  await expect(invoke("getRegion", { slug: "nyc9" })).rejects.toThrow("no region with slug nyc9");
});
