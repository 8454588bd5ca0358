import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  DropletGroup,
  type DropletGroupArgs,
} from "../../../components/digitalocean/droplet-group";
import { LoadBalancer } from "../../../components/digitalocean/load-balancer";
import { Network } from "../../../components/digitalocean/network";
import { mockEngine, ofType, settled, valueOf } from "./support/mocks";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPjQ7ROzVw0rnIxCOCNr9qwYed9dUfvN5LlbJtZMiKAO";
const DROPLET = "digitalocean:index/droplet:Droplet";
const FIREWALL = "digitalocean:index/firewall:Firewall";

const defaults = { size: "s-1vcpu-1gb", image: "debian-12-x64" };

function group(args: Partial<DropletGroupArgs> = {}): DropletGroup {
  const network = args.network ?? new Network("net", { regions: ["nyc3"], sshFrom: ["10.0.0.1"] });
  return new DropletGroup("node", {
    droplets: 2,
    defaults,
    sshKeys: { publicKeys: { me: KEY } },
    ...args,
    network,
  });
}

beforeEach(() => mockEngine());
afterEach(settled);

describe("a group of droplets", () => {
  it("must make each with its network, tags, key and user data", async () => {
    group({ defaults: { ...defaults, roles: ["web"], environment: "prod" } });
    await settled();
    const [droplet, ...others] = ofType(DROPLET);
    expect(others).toHaveLength(1);
    expect(droplet).toMatchObject({
      name: "node-1",
      inputs: {
        name: "node-1",
        region: "nyc3",
        size: "s-1vcpu-1gb",
        image: "debian-12-x64",
        vpcUuid: "net-nyc3-id",
        tags: [
          "slipway:slipway:test:node",
          "slipway:slipway:test:net",
          "slipway:slipway:test:node:role:web",
          "slipway:slipway:test:node:environment:prod",
        ],
        monitoring: false,
        backups: false,
      },
    });
    const [firewall] = ofType(FIREWALL);
    expect(firewall?.inputs["tags"]).toEqual(["slipway:slipway:test:net"]);
  });

  it("must be hosts by the names and traits that were given", async () => {
    const hosts = group({
      droplets: { a: { roles: ["web"] }, b: { roles: ["db"], labels: { disk: "ssd" } } },
    });
    expect(hosts.where({ role: "db" }).hosts.map(({ name }) => name)).toEqual(["b"]);
    expect(hosts.hosts[1]!.traits).toMatchObject({ region: "nyc3", labels: { disk: "ssd" } });
    expect(hosts.swarmNodes).toEqual({
      a: { advertiseAddr: "eth1" },
      b: { advertiseAddr: "eth1" },
    });
    await settled();
  });

  it("must say what it costs a month, with backups", async () => {
    const hosts = group({ droplets: { a: { backups: "weekly" }, b: { size: "s-2vcpu-4gb" } } });
    expect(await valueOf(hosts.monthlyCost)).toBe(31.2);
  });

  it("must have volumes, which stay where their droplet is away", async () => {
    const volumes = { data: { sizeGib: 10, path: "/srv/data" } };
    const hosts = group({ droplets: { a: { volumes }, b: { volumes, present: false } } });
    // One droplet, and two volumes.
    expect(await valueOf(hosts.monthlyCost)).toBe(8);
    await settled();
    expect(hosts.hosts.map(({ name }) => name)).toEqual(["a"]);
    const made = ofType("digitalocean:index/volume:Volume").map(({ inputs }) => inputs);
    expect(made).toEqual(
      ["slipway-test-a-data", "slipway-test-b-data"].map((name) => ({
        ...{ name, region: "nyc3", size: 10, initialFilesystemType: "ext4" },
      })),
    );
    expect(ofType(DROPLET).map(({ inputs }) => inputs["volumeIds"])).toEqual([["a-data-id"]]);
  });

  it("must be refused with all that is wrong at once, before anything is made", async () => {
    expect(() =>
      group({
        droplets: { "bad name": {}, ok: { backups: "hourly" as never } },
        defaults: { size: "s-1vcpu-1gb" },
        sshKeys: {},
        daemon: { "log-drivers": "x" },
      }),
    ).toThrow(
      /droplets\["bad name"\][^]*image: expected a image, got nothing[^]*backups: expected "weekly" or "daily"[^]*sshKeys: expected at least one key[^]*daemon\["log-drivers"\]/,
    );
    await settled();
    expect(ofType(DROPLET)).toEqual([]);
  });

  it("must be refused in a region that its network hasn't", async () => {
    expect(() => group({ droplets: { a: { region: "nyc1" } } })).toThrow(
      'droplets.a.region: the network has no region "nyc1"; did you mean "nyc3"?',
    );
    await settled();
  });
});

describe("a load balancer", () => {
  it("must be the only one that the firewall lets at what it publishes", async () => {
    const network = new Network("net", { regions: ["nyc3"] });
    const balancer = new LoadBalancer("web", {
      network,
      to: group({ network }),
      ports: [{ port: 443, target: 8080, protocol: "https", certificate: "shop" }],
      health: { path: "/healthz", port: 8081 },
      nodes: 2,
    });
    expect(balancer.monthlyCost).toBe(24);
    // Five looks, and three, with 10 s between them, and 5 s for an answer.
    expect(balancer.checks).toMatchObject({ path: "/healthz", joinSeconds: 55, leaveSeconds: 35 });
    await settled();
    const published = ofType(FIREWALL).find(({ name }) => name === "web-published");
    expect(published?.inputs).toMatchObject({
      tags: ["slipway:slipway:test:node"],
      inboundRules: ["8080", "8081"].map((portRange) => ({
        protocol: "tcp",
        portRange,
        sourceLoadBalancerUids: ["web-id"],
      })),
    });
    expect(ofType("digitalocean:index/loadBalancer:LoadBalancer")[0]?.inputs).toMatchObject({
      dropletTag: "slipway:slipway:test:node",
      forwardingRules: [
        {
          entryPort: 443,
          entryProtocol: "https",
          targetPort: 8080,
          targetProtocol: "http",
          certificateName: "shop",
        },
      ],
      healthcheck: { protocol: "http", path: "/healthz", port: 8081 },
    });
  });

  it("must be refused where its ports don't hold together", async () => {
    const network = new Network("net", { regions: ["nyc3"] });
    const to = group({ network });
    const make = (ports: ConstructorParameters<typeof LoadBalancer>[1]["ports"]) => () =>
      new LoadBalancer("web", { network, to, ports });
    expect(make([])).toThrow("ports: expected at least one port, got none");
    expect(make([{ port: 0, target: 8080, protocol: "https" }])).toThrow(
      /ports\[0\].port: expected a whole number[^]*ports\[0\].certificate: expected the name/,
    );
    await settled();
  });
});
