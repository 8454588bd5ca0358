import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { leftovers } from "../lab/leftovers";
import * as answers from "./answers";
import type { ApiDroplet } from "./answers";
import { addressOf, Cloud, waitUntil } from "./cloud";

/** More than the tests need by themselves, and few enough to be used up. */
const MOST_CALLS = 800;
let cloud: Cloud;
const call = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
  cloud.api.call<T>(method, path, body);

beforeAll(async () => {
  cloud = await Cloud.start("do-api", { callsPerMinute: MOST_CALLS });
});
afterAll(async () => {
  await cloud?.remove();
  expect(leftovers(cloud.lab.record)).toEqual([]);
});

describe("each call", () => {
  it("must bring a token, else it is 401", async () => {
    const { status, body } = await cloud.api.call("GET", "/v2/account", undefined, "wrong");
    expect(status).toBe(401);
    expect(answers.failure.parse(body)).toMatchObject({ id: "unauthorized" });
  });

  it("must be answered with how many more there may be", async () => {
    const { headers } = await call("GET", "/v2/account");
    expect(headers.get("ratelimit-limit")).toBe("5000");
    expect(Number(headers.get("ratelimit-remaining"))).toBeLessThan(5000);
    expect(Number(headers.get("ratelimit-reset"))).toBeGreaterThan(Date.now() / 1000);
  });

  it("must be 404 for what isn't there, and 400 for what is no JSON", async () => {
    for (const path of ["/v2/droplets/1", "/v2/account/keys/1", "/v2/nothing"]) {
      const { status, body } = await call("GET", path);
      expect(status).toBe(404);
      expect(answers.failure.parse(body).id).toBe("not_found");
    }
    const { endpoint, token } = cloud.api;
    const headers = { authorization: `Bearer ${token}` };
    const bad = await fetch(`${endpoint}/v2/tags`, { method: "POST", headers, body: "{" });
    expect(bad.status).toBe(400);
  });
});

describe("lists", () => {
  it.each([
    ["regions", answers.region],
    ["sizes", answers.size],
    ["images", answers.image],
  ])("of %s must be as the document says, in pages with links", async (key, item) => {
    const schema = answers.list(key, item);
    const first = schema.parse((await call("GET", `/v2/${key}?per_page=2`)).body);
    expect(first[key]).toHaveLength(2);
    const { pages } = first.links as { pages: Record<string, string> };
    expect(Object.keys(pages)).toEqual(["next", "last"]);
    const path = pages["last"]!.slice(cloud.api.endpoint.length);
    const last = schema.parse((await call("GET", path)).body);
    expect(Object.keys((last.links as { pages: object }).pages)).toEqual(["first", "prev"]);
  });

  it("of sizes must have DigitalOcean's prices", async () => {
    type Sizes = { sizes: { slug: string; price_monthly: number; price_hourly: number }[] };
    const { sizes } = (await call<Sizes>("GET", "/v2/sizes?per_page=200")).body;
    const price = (slug: string) => sizes.find((size) => size.slug === slug);
    expect(price("s-2vcpu-4gb")).toMatchObject({ price_monthly: 24, price_hourly: 0.03571 });
  });
});

describe("ssh keys", () => {
  it("must be made, renamed, found by fingerprint and deleted", async () => {
    const public_key = `ssh-ed25519 ${Buffer.from("\0\0\0\x0bssh-ed25519\0\0\0\x20".padEnd(51, "k"), "latin1").toString("base64")} me`;
    const made = await call<{ ssh_key: { id: number } }>("POST", "/v2/account/keys", {
      ...{ name: "mine", public_key },
    });
    expect(made.status).toBe(201);
    const { id, fingerprint } = answers.sshKey.parse(made.body.ssh_key);
    expect((await call("POST", "/v2/account/keys", { name: "again", public_key })).status).toBe(
      422,
    );
    await call("PUT", `/v2/account/keys/${id}`, { name: "renamed" });
    const found = await call("GET", `/v2/account/keys/${fingerprint}`);
    expect(found.body["ssh_key"]).toMatchObject({ name: "renamed" });
    expect((await call("DELETE", `/v2/account/keys/${id}`)).status).toBe(204);
    expect((await call("DELETE", `/v2/account/keys/${id}`)).status).toBe(404);
    const bad = { name: "bad", public_key: "ssh-ed25519 nonsense" };
    expect((await call("POST", "/v2/account/keys", bad)).status).toBe(422);
  });
});

describe("VPCs", () => {
  it("must have ranges of private addresses that don't overlap", async () => {
    const make = (ip_range: string, name = ip_range.replace("/", "-")) =>
      call<{ vpc: { id: string } }>("POST", "/v2/vpcs", { name, region: "fra1", ip_range });
    const { status, body } = await make("10.77.0.0/24");
    expect(status).toBe(201);
    expect(answers.vpc.parse(body.vpc)).toMatchObject({ ip_range: "10.77.0.0/24" });
    for (const range of ["10.77.0.0/25", "8.8.8.0/24", "10.0.0.0/8", "10.78.0.1/24", "words"])
      expect((await make(range)).status, range).toBe(422);
    expect((await make("10.79.0.0/24", "10.77.0.0-24")).status).toBe(409);
    expect((await call("DELETE", `/v2/vpcs/${body.vpc.id}`)).status).toBe(204);
  });
});

describe("a droplet", () => {
  let droplet: ApiDroplet;

  it("must become a host that runs its user data and lets in the account's key", async () => {
    const user_data = `#cloud-config
ssh_authorized_keys: [ssh-ed25519 AAAA other]
write_files:
  - path: /etc/app/config
    content: aGVsbG8=
    encoding: b64
    permissions: "0640"
users:
  - name: deploy
    sudo: ALL=(ALL) NOPASSWD:ALL
runcmd:
  - [sh, -c, "echo $(hostname) >/etc/app/name"]
  - systemctl enable --now docker
`;
    const { status, body } = await call("POST", "/v2/droplets", {
      ...{ name: "web-1", region: "nyc3", size: "s-2vcpu-4gb", image: "ubuntu-24-04-x64" },
      ...{ ssh_keys: [cloud.keyId], tags: ["web", "Env:e2e"], user_data },
    });
    expect(status).toBe(202);
    const made = answers.createdDroplets.parse(body);
    expect(made.droplet?.networks.v4).toEqual([]);
    droplet = await cloud.until(made.droplet!.id, "active");
    answers.droplet.parse(droplet);
    const { stdout } = await cloud.ssh(
      droplet,
      "cloud-init status --wait | tail -1; cat /etc/app/*; stat -c %a /etc/app/config; docker info -f '{{.Name}}'; sudo -u deploy sudo id -u",
    );
    expect(stdout).toBe("status: done\nhelloweb-1\n640\nweb-1\n0\n");
    const { action } = (
      await call<{ action: object }>("GET", `/v2/actions/${made.links.actions[0]!.id}`)
    ).body;
    expect(answers.action.parse(action)).toMatchObject({ status: "completed", type: "create" });
  });

  it("must have the host key that its user data brings", async () => {
    const secret = await cloud.ssh(
      droplet,
      "ssh-keygen -q -t ed25519 -N '' -C '' -f /tmp/k; cat /tmp/k",
    );
    const open = await cloud.ssh(droplet, "cat /tmp/k.pub");
    const indented = secret.stdout.trimEnd().replaceAll("\n", "\n    ");
    const user_data = `#cloud-config\nssh_keys:\n  ed25519_private: |\n    ${indented}\n  ed25519_public: ${open.stdout}`;
    const other = await cloud.droplet("keyed", { user_data });
    const key = (await cloud.ssh(other, "cat /etc/ssh/ssh_host_ed25519_key.pub")).stdout;
    expect(key.trim()).toBe(open.stdout.trim());
    const scanned = await cloud.ssh(
      droplet,
      `ssh-keyscan -t ed25519 ${addressOf(other)} 2>/dev/null`,
    );
    expect(scanned.stdout).toContain(open.stdout.split(" ")[1]!.trim());
    expect((await call("DELETE", `/v2/droplets/${other.id}`)).status).toBe(204);
  });

  it("must reach another of its VPC by the private address, and none of another", async () => {
    const made = await call<{ vpc: { id: string } }>("POST", "/v2/vpcs", {
      ...{ name: "apart", region: "nyc3", ip_range: "10.81.0.0/24" },
    });
    const [near, far] = await Promise.all([
      cloud.droplet("near"),
      cloud.droplet("far", { vpc_uuid: made.body.vpc.id }),
    ]);
    const reach = async (to: ApiDroplet, type: "public" | "private") => {
      const banner = `exec 3<>/dev/tcp/${addressOf(to, type)}/22; head -c 4 <&3`;
      return (await cloud.ssh(droplet, `timeout 2 bash -c '${banner}'`)).stdout === "SSH-";
    };
    expect(await reach(near, "private")).toBe(true);
    expect(await reach(far, "private")).toBe(false);
    expect(await reach(far, "public")).toBe(true);
    const { body } = await call("GET", `/v2/vpcs/${made.body.vpc.id}/members`);
    expect(body["members"]).toMatchObject([{ name: "far", urn: `do:droplet:${far.id}` }]);
    expect((await call("DELETE", `/v2/vpcs/${made.body.vpc.id}`)).status).toBe(403);
    for (const { id } of [near, far]) await call("DELETE", `/v2/droplets/${id}`);
    expect((await call("DELETE", `/v2/vpcs/${made.body.vpc.id}`)).status).toBe(204);
  });

  it("must take one action at a time: off, resized, on", async () => {
    const act = (body: object) => call("POST", `/v2/droplets/${droplet.id}/actions`, body);
    const resize = { type: "resize", size: "s-4vcpu-8gb", disk: true };
    expect((await act(resize)).status).toBe(422);
    const off = await act({ type: "power_off" });
    expect(off.status).toBe(201);
    answers.action.parse(off.body["action"]);
    expect((await act({ type: "power_on" })).status).toBe(422);
    await cloud.until(droplet.id, "off");
    expect((await cloud.ssh(droplet, "true")).code).toBe(255);
    expect((await act({ ...resize, size: "s-9vcpu" })).status).toBe(422);
    expect((await act({ ...resize, size: "s-1vcpu-1gb" })).status).toBe(422);
    expect((await act(resize)).status).toBe(201);
    await cloud.until(droplet.id, "off");
    await act({ type: "power_on" });
    droplet = await cloud.until(droplet.id, "active");
    expect(droplet).toMatchObject({ size_slug: "s-4vcpu-8gb", memory: 8192, disk: 160 });
    const { stdout } = await cloud.ssh(
      droplet,
      "cat /etc/app/name; systemctl is-active docker; ip -4 -br addr show eth1",
    );
    expect(stdout).toContain("web-1\nactive\neth1");
    expect((await act({ type: "explode" })).status).toBe(422);
  });

  it("must be a new one after it was rebuilt, with the same addresses", async () => {
    await cloud.ssh(droplet, "touch /etc/mine");
    const act = { type: "rebuild", image: "debian-12-x64" };
    await call("POST", `/v2/droplets/${droplet.id}/actions`, act);
    const rebuilt = await cloud.until(droplet.id, "active");
    expect(rebuilt.networks).toEqual(droplet.networks);
    const { stdout } = await cloud.ssh(droplet, "ls /etc/mine; cloud-init status --wait | tail -1");
    expect(stdout).toBe("status: done\n");
  });

  it("must be found by its tags, which come and go", async () => {
    const tagged = async (tag: string) =>
      (await call<{ droplets: object[] }>("GET", `/v2/droplets?tag_name=${tag}`)).body.droplets;
    expect(await tagged("web")).toHaveLength(1);
    const { body } = await call("GET", "/v2/tags/web");
    expect(answers.tag.parse(body["tag"]).resources.droplets.count).toBe(1);
    const resources = [{ resource_id: String(droplet.id), resource_type: "droplet" }];
    expect((await call("DELETE", "/v2/tags/web/resources", { resources })).status).toBe(204);
    expect(await tagged("web")).toHaveLength(0);
    expect((await call("POST", "/v2/tags/web/resources", { resources })).status).toBe(204);
    expect((await call("DELETE", "/v2/tags/web")).status).toBe(204);
    expect((await call("GET", "/v2/tags/web")).status).toBe(404);
  });

  it("must be gone when it was deleted, and its host with it", async () => {
    const host = await cloud.api.host(droplet.id);
    const { pid } = host;
    expect(pid).toBeDefined();
    expect((await call("DELETE", `/v2/droplets/${droplet.id}`)).status).toBe(204);
    expect((await call("GET", `/v2/droplets/${droplet.id}`)).status).toBe(404);
    expect(host.pid).toBeUndefined();
    expect((await call("DELETE", `/v2/droplets/${droplet.id}`)).status).toBe(404);
  });

  it.each([
    [{ region: "nyc9" }, "invalid region"],
    [{ region: "ams2" }, "invalid region"],
    [{ size: "s-3vcpu" }, "invalid size"],
    [{ image: "windows" }, "invalid image"],
    [{ ssh_keys: [1] }, "1 are invalid key identifiers"],
    [{ name: "a b" }, "valid hostname characters"],
    [{ vpc_uuid: "nothing" }, "VPC"],
    [{ tags: ["a b"] }, "Tags may contain"],
    [{ user_data: "x".repeat(65_537) }, "64 KiB"],
  ])("must not be made from a mistake: %#", async (wrong, part) => {
    const { status, body } = await call("POST", "/v2/droplets", {
      ...{ name: "bad", region: "nyc3", size: "s-1vcpu-1gb", image: "debian-12-x64", ...wrong },
    });
    expect(status).toBe(422);
    expect(answers.failure.parse(body).message).toContain(part);
    expect((await call("GET", "/v2/droplets?name=bad")).body["meta"]).toEqual({ total: 0 });
  });
});

describe("faults", () => {
  afterEach(() => cloud.api.mend());
  const spec = { name: "f", region: "nyc3", size: "s-1vcpu-1gb", image: "debian-12-x64" };

  it("must refuse calls with 429 and say when to come back", async () => {
    await cloud.api.fault({ kind: "rate-limit", times: 2, retryAfterSeconds: 7, path: "/v2/tags" });
    expect((await call("GET", "/v2/account")).status).toBe(200);
    const { status, headers } = await call("GET", "/v2/tags");
    expect([status, headers.get("retry-after")]).toEqual([429, "7"]);
    expect((await call("GET", "/v2/tags")).status).toBe(429);
    expect((await call("GET", "/v2/tags")).status).toBe(200);
  });

  it("must fail calls with 500, and lose answers of what was done", async () => {
    await cloud.api.fault({ kind: "server-error", times: 1, method: "POST" });
    expect((await call("POST", "/v2/tags", { name: "never" })).status).toBe(500);
    expect((await call("GET", "/v2/tags/never")).status).toBe(404);
    await cloud.api.fault({ kind: "lost-answer", times: 1, method: "POST" });
    await expect(call("POST", "/v2/tags", { name: "done" })).rejects.toThrow();
    expect((await call("GET", "/v2/tags/done")).status).toBe(200);
  });

  it("must have no capacity in a region", async () => {
    await cloud.api.fault({ kind: "no-capacity", region: "nyc3" });
    const { status, body } = await call("POST", "/v2/droplets", spec);
    expect(status).toBe(422);
    expect(answers.failure.parse(body).message).toContain("out of capacity in nyc3");
  });

  it("must let a creation fail, and another hang, both of which can be deleted", async () => {
    await cloud.api.fault({ kind: "failing-action", type: "create", times: 1 });
    await cloud.api.fault({ kind: "hanging-action", type: "create", times: 1 });
    for (const status of ["errored", "in-progress"]) {
      const { body } = await call("POST", "/v2/droplets", spec);
      const { droplet, links } = answers.createdDroplets.parse(body);
      const path = `/v2/actions/${links.actions[0]!.id}`;
      await waitUntil(`the action is ${status}`, async () => {
        const { action } = (await call<{ action: { status: string } }>("GET", path)).body;
        return action.status === status ? true : undefined;
      });
      const now = await call<{ droplet: ApiDroplet }>("GET", `/v2/droplets/${droplet!.id}`);
      expect(now.body.droplet.status).toBe("new");
      expect((await call("DELETE", `/v2/droplets/${droplet!.id}`)).status).toBe(204);
    }
  });

  it("must lose a droplet, which nobody knows then", async () => {
    const droplet = await cloud.droplet("lost");
    await cloud.api.loseDroplet(droplet.id);
    expect((await call("GET", `/v2/droplets/${droplet.id}`)).status).toBe(404);
    expect((await cloud.ssh(droplet, "true")).code).toBe(255);
  });

  it("must be refused where it is none", async () => {
    const { status } = await call("POST", "/lab/faults", { kind: "storm" });
    expect(status).toBe(422);
  });
});

it("too many calls a minute must be 429 until some are a minute old", async () => {
  let last = await call("GET", "/v2/account");
  for (let n = 0; n <= MOST_CALLS && last.status === 200; n++)
    last = await call("GET", "/v2/account");
  expect(last.status).toBe(429);
  expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
});
