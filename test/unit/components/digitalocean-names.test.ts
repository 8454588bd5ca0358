import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Domain, type DomainArgs } from "../../../components/digitalocean/domain";
import { DropletGroup } from "../../../components/digitalocean/droplet-group";
import { Network } from "../../../components/digitalocean/network";
import { ReservedIp } from "../../../components/digitalocean/reserved-ip";
import { messageOf } from "./support/message-of";
import { mockEngine, ofType, settled } from "./support/mocks";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPjQ7ROzVw0rnIxCOCNr9qwYed9dUfvN5LlbJtZMiKAO";
const IP = "digitalocean:index/reservedIp:ReservedIp";
const RECORD = "digitalocean:index/dnsRecord:DnsRecord";
const FIREWALL = "digitalocean:index/firewall:Firewall";

beforeEach(() => mockEngine());
afterEach(settled);

function group(): DropletGroup {
  return new DropletGroup("node", {
    network: new Network("net", { regions: ["nyc3", "ams3"] }),
    droplets: { a: {}, b: { region: "ams3" } },
    defaults: { size: "s-1vcpu-1gb", image: "debian-12-x64" },
    sshKeys: { publicKeys: { me: KEY } },
  });
}

describe("a reserved IP", () => {
  it("must lead to a droplet, in its region, and open its ports there", async () => {
    const to = { group: group(), droplet: "b" };
    const ip = new ReservedIp("front", { to, ports: [443] });
    expect(ip.monthlyCost).toBe(0);
    await settled();
    const inputs = ofType(IP)[0]?.inputs ?? {};
    expect(Object.keys(inputs).sort()).toEqual(["dropletId", "region"]);
    expect(inputs["region"]).toBe("ams3");
    expect(ofType(FIREWALL).find(({ name }) => name === "front-published")?.inputs).toMatchObject({
      inboundRules: [{ protocol: "tcp", portRange: "443", sourceAddresses: ["0.0.0.0/0", "::/0"] }],
    });
  });

  it("must be kept free in a region, which costs something", async () => {
    expect(new ReservedIp("spare", { region: "nyc3" }).monthlyCost).toBe(5);
    await settled();
    expect(ofType(IP)[0]?.inputs).toEqual({ region: "nyc3" });
  });

  it("must be refused with all that is wrong at once", async () => {
    const make = (args: ConstructorParameters<typeof ReservedIp>[1]) =>
      messageOf(() => new ReservedIp("front", args));
    expect(make({})).toBe("region: expected a region, or a droplet it leads to");
    const to = { group: group(), droplet: "manager-1" };
    expect(make({ to, ports: [0] })).toMatch(
      /to.droplet: the group has no droplet "manager-1"; it has a, b[^]*ports\[0\]: expected a whole number/,
    );
    expect(make({ to: { ...to, droplet: "b" }, region: "nyc3" })).toBe(
      "region: is nyc3, and the droplet b is in ams3",
    );
    expect(make({ region: "nyc3", ports: [80] })).toContain("ports: are a droplet's");
    await settled();
    expect(ofType(IP)).toEqual([]);
  });
});

describe("a domain", () => {
  const records = () =>
    ofType(RECORD).map(({ name, inputs: { domain: _, ...inputs } }) => ({
      child: name,
      ...inputs,
    }));

  it("must have a record for an address, each droplet of a group, and each name", async () => {
    const domain = new Domain("zone", {
      domain: "shop.example.com",
      records: {
        "@": {
          a: new ReservedIp("front", { region: "nyc3" }),
          mx: [{ host: "mail", priority: 10 }],
          txt: ["v=spf1 -all"],
          caa: [{ tag: "issue", value: "letsencrypt.org", critical: true }],
        },
        node: { a: group(), ttlSeconds: 60 },
        www: { cname: "@" },
        both: { a: ["192.0.2.1", "192.0.2.2"], aaaa: ["2001:db8::1"] },
        "_sip._tcp": { srv: [{ host: "sip.example.org", port: 5060, priority: 1, weight: 2 }] },
      },
    });
    expect(domain.fqdn("www")).toBe("www.shop.example.com");
    expect(domain.fqdn("@")).toBe("shop.example.com");
    await settled();
    const ttl = 1800;
    expect(records()).toEqual([
      { child: "zone-@", type: "A", name: "@", ttl },
      {
        ...{ child: "zone-@/caa-1", type: "CAA", name: "@", ttl, value: "letsencrypt.org." },
        ...{ flags: 128, tag: "issue" },
      },
      {
        ...{ child: "zone-@/mx-1", type: "MX", name: "@", ttl, priority: 10 },
        value: "mail.shop.example.com.",
      },
      { child: "zone-@/txt-1", type: "TXT", name: "@", ttl, value: "v=spf1 -all" },
      {
        ...{ child: "zone-_sip._tcp/srv-1", type: "SRV", name: "_sip._tcp", ttl },
        ...{ value: "sip.example.org.", port: 5060, priority: 1, weight: 2 },
      },
      { child: "zone-both", type: "A", name: "both", ttl, value: "192.0.2.1" },
      { child: "zone-both/a-2", type: "A", name: "both", ttl, value: "192.0.2.2" },
      { child: "zone-both/aaaa-1", type: "AAAA", name: "both", ttl, value: "2001:db8::1" },
      { child: "zone-node/a-a", type: "A", name: "node", ttl: 60, value: "203.0.113.9" },
      { child: "zone-node/a-b", type: "A", name: "node", ttl: 60, value: "203.0.113.9" },
      { child: "zone-www", type: "CNAME", name: "www", ttl, value: "@" },
    ]);
  });

  it("must make only records where the account has the domain", async () => {
    new Domain("zone", {
      ...{ domain: "example.com", existing: true },
      records: { www: { a: "192.0.2.1" } },
    });
    await settled();
    expect(ofType("digitalocean:index/domain:Domain")).toEqual([]);
    expect(records()).toHaveLength(1);
  });

  it.each<[string, Partial<DomainArgs>, string]>([
    ["its name", { domain: "Shop" }, "domain: expected a domain such as shop.example.com"],
    ["a name with it", { records: { "www.a.example": { txt: ["x"] } } }, 'expected "www"'],
    ["itself as a name", { records: { "a.example": { txt: ["x"] } } }, 'is called "@" here'],
    ["a bad name", { records: { "a b": { txt: ["x"] } } }, 'records["a b"]: expected @, or a name'],
    ["no records", { records: { www: {} } }, "records.www: expected at least one record, got none"],
    [
      "an address",
      { records: { www: { a: "192.0.2" } } },
      "records.www.a: expected an IPv4 address",
    ],
    ["a host", { records: { www: { mx: [{ host: "a b", priority: -1 }] } } }, "mx[0].priority:"],
    ["a CNAME at @", { records: { "@": { cname: "www" } } }, "can't be at @"],
    [
      "a CNAME beside others",
      { records: { www: { cname: "@", txt: ["x"] } } },
      "records.www.cname: can't be beside other records of the name, and there is records.www.txt[0]",
    ],
    ["twins", { records: { www: { txt: ["x", "x"] } } }, "says the same as records.www.txt[0]"],
    ["its time", { records: { www: { txt: ["x"], ttlSeconds: 5 } } }, "records.www.ttlSeconds:"],
    [
      "a service's name",
      { records: { sip: { srv: [{ host: "a", port: 1, priority: 1, weight: 1 }] } } },
      "is for a name such as _sip._tcp",
    ],
  ])("must be refused for %s", (_, args, sentence) => {
    const message = messageOf(() => new Domain("zone", { domain: "a.example", ...args }));
    expect(message).toContain(sentence);
  });
});
