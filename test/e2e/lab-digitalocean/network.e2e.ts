import { readFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { CertificateAuthority } from "../../../lab/certificates";
import { leftovers } from "../lab/leftovers";
import * as answers from "./answers";
import type { ApiDroplet } from "./answers";
import { addressOf, Cloud, waitUntil } from "./cloud";

let cloud: Cloud;
let one: ApiDroplet;
let two: ApiDroplet;
const call = <T = Record<string, Record<string, never>>>(
  method: string,
  path: string,
  body?: unknown,
) => cloud.api.call<T>(method, path, body);

/** Answers with its own name, and what it was asked with. */
const SERVER = `#!/usr/bin/perl
use IO::Socket::INET;
$SIG{CHLD} = "IGNORE"; exit if fork; open STDOUT, ">/dev/null"; open STDERR, ">&STDOUT";
my $server = IO::Socket::INET->new(Listen => 50, LocalPort => 80, ReuseAddr => 1) or die;
my $name = \`hostname\`; chomp $name;
while (my $client = $server->accept) {
  next if fork; my $head = "";
  while (defined(my $line = <$client>)) { $head .= $line; last if $line =~ /^\\r?\\n$/ }
  my $state = -e "/run/sick" ? "503 Sick" : "200 OK";
  my $body = "$name\\n$head";
  print $client "HTTP/1.1 $state\\r\\nContent-Length: " . length($body) . "\\r\\nConnection: close\\r\\n\\r\\n$body";
  exit;
}
`;
const USER_DATA = `#cloud-config
write_files:
  - path: /usr/local/bin/serve
    permissions: "0755"
    encoding: b64
    content: ${Buffer.from(SERVER).toString("base64")}
runcmd: [/usr/local/bin/serve]
`;

beforeAll(async () => {
  cloud = await Cloud.start("do-net", { callsPerMinute: 2000, createMs: 500 });
  const spec = { user_data: USER_DATA, tags: ["web"] };
  [one, two] = await Promise.all([cloud.droplet("one", spec), cloud.droplet("two", spec)]);
  for (const droplet of [one, two])
    await cloud.ssh(droplet, "cloud-init status --wait; systemctl enable --now docker");
});
afterAll(async () => {
  await cloud?.remove();
  expect(leftovers(cloud.lab.record)).toEqual([]);
});

function connects(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: 1000 });
    const end = (good: boolean) => {
      socket.destroy();
      resolve(good);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
}

/** From one droplet to the other. */
async function reaches(from: ApiDroplet, address: string, port: number): Promise<boolean> {
  const host = await cloud.api.host(from.id);
  return (
    (await host.run(["timeout", "3", "bash", "-c", `</dev/tcp/${address}/${port}`])).code === 0
  );
}

const ANYONE = { addresses: ["0.0.0.0/0", "::/0"] };
const OUTBOUND = ["tcp", "udp", "icmp"].map((protocol) => ({
  ...{ protocol, ports: "0", destinations: ANYONE },
}));

async function firewalled(inbound: object[]): Promise<() => Promise<void>> {
  const { status, body } = await call("POST", "/v2/firewalls", {
    ...{ name: "fw", tags: ["web"], inbound_rules: inbound, outbound_rules: OUTBOUND },
  });
  expect(status, JSON.stringify(body)).toBe(202);
  const { id } = answers.firewall.parse(body["firewall"]);
  await waitUntil("the firewall is applied", async () => {
    const now = await call("GET", `/v2/firewalls/${id}`);
    return answers.firewall.parse(now.body["firewall"]).status === "succeeded" ? true : undefined;
  });
  return async () => {
    expect((await call("DELETE", `/v2/firewalls/${id}`)).status).toBe(204);
    await waitUntil("the firewall is gone", async () =>
      (await connects(addressOf(one), 80)) ? true : undefined,
    );
  };
}

describe("a firewall", () => {
  it("must let through what its rules say, and nothing else", async () => {
    expect(await connects(addressOf(one), 80)).toBe(true);
    const remove = await firewalled([{ protocol: "tcp", ports: "22", sources: ANYONE }]);
    expect(await connects(addressOf(one), 22)).toBe(true);
    expect(await connects(addressOf(one), 80)).toBe(false);
    expect(await reaches(two, addressOf(one, "private"), 80)).toBe(false);
    expect((await cloud.ssh(one, "hostname")).stdout).toBe("one\n");
    await remove();
  });

  it("must tell apart who asks: droplets of a tag, and addresses", async () => {
    const remove = await firewalled([
      { protocol: "tcp", ports: "all", sources: { tags: ["web"] } },
      { protocol: "tcp", ports: "20-25", sources: { addresses: [`${cloud.lab.record.subnet}`] } },
    ]);
    expect(await connects(addressOf(one), 80)).toBe(false);
    expect(await connects(addressOf(one), 22)).toBe(true);
    expect(await reaches(two, addressOf(one, "private"), 80)).toBe(true);
    expect(await reaches(two, addressOf(one), 80)).toBe(true);
    await remove();
  });

  it("must block ports that Docker publishes, and stay after a reboot", async () => {
    const remove = await firewalled([{ protocol: "tcp", ports: "22", sources: ANYONE }]);
    // What dockerd does for a published port.
    await cloud.ssh(
      one,
      "iptables -t nat -A PREROUTING -p tcp --dport 8080 -j REDIRECT --to-ports 80",
    );
    expect(await connects(addressOf(one), 8080)).toBe(false);
    await call("POST", `/v2/droplets/${one.id}/actions`, { type: "reboot" });
    await cloud.until(one.id, "active");
    await cloud.ssh(one, "/usr/local/bin/serve");
    expect(await connects(addressOf(one), 80)).toBe(false);
    await remove();
  });

  it("must block what goes out where no rule lets it", async () => {
    const { body } = await call("POST", "/v2/firewalls", {
      name: "out",
      droplet_ids: [two.id],
      inbound_rules: [{ protocol: "tcp", ports: "22", sources: ANYONE }],
      outbound_rules: [{ protocol: "tcp", ports: "22", destinations: ANYONE }],
    });
    await waitUntil("nothing goes out", async () =>
      (await reaches(two, addressOf(one), 80)) ? undefined : true,
    );
    expect(await reaches(two, addressOf(one), 22)).toBe(true);
    await call("DELETE", `/v2/firewalls/${answers.firewall.parse(body["firewall"]).id}`);
  });

  it.each([
    [{ inbound_rules: [] }],
    [{ name: "-x" }],
    [{ droplet_ids: [1] }],
    [{ inbound_rules: [{ protocol: "tcp", ports: "http", sources: ANYONE }] }],
    [{ inbound_rules: [{ protocol: "tcp", ports: "80", sources: { addresses: ["1.2.3"] } }] }],
  ])("must not be made from a mistake: %#", async (wrong) => {
    const rules = [{ protocol: "tcp", ports: "22", sources: ANYONE }];
    const spec = { name: "bad", inbound_rules: rules, outbound_rules: [], ...wrong };
    expect((await call("POST", "/v2/firewalls", spec)).status).toBe(422);
  });
});

interface Reply {
  status: number;
  body: string;
  cookie: string | undefined;
}

/** Milliseconds in which a droplet answers. */
const ASK_MS = 5000;

async function ask(ip: string, headers: Record<string, string> = {}): Promise<Reply> {
  const response = await fetch(`http://${ip}/`, {
    ...{ headers, redirect: "manual" },
    // One that goes to a droplet which just then has lost the address is never answered.
    signal: AbortSignal.timeout(ASK_MS),
  });
  const cookie = response.headers.get("set-cookie")?.split(";")[0];
  return { status: response.status, body: await response.text(), cookie };
}

const nameIn = ({ body }: Reply) => body.split("\n")[0];

describe("a load balancer", () => {
  const HTTP = {
    ...{ entry_protocol: "http", entry_port: 80, target_protocol: "http", target_port: 80 },
  };
  const spec = {
    ...{ name: "lb", region: "nyc3", tag: "web", forwarding_rules: [HTTP] },
    health_check: { protocol: "http", port: 80, check_interval_seconds: 3, unhealthy_threshold: 2 },
  };
  let id: string;
  let ip: string;

  it("must share requests among the droplets of its tag, over their private addresses", async () => {
    const { status, body } = await call("POST", "/v2/load_balancers", spec);
    expect(status, JSON.stringify(body)).toBe(202);
    const made = answers.loadBalancer.parse(body["load_balancer"]);
    expect(made).toMatchObject({ status: "new", ip: "", droplet_ids: [one.id, two.id] });
    ({ id } = made);
    ip = await waitUntil("it is active", async () => {
      const now = await call("GET", `/v2/load_balancers/${id}`);
      const balancer = answers.loadBalancer.parse(now.body["load_balancer"]);
      return balancer.status === "active" ? balancer.ip : undefined;
    });
    await waitUntil("it answers", async () => ((await ask(ip)).status === 200 ? true : undefined));
    await waitUntil("both answer in turn", async () => {
      const names = [nameIn(await ask(ip)), nameIn(await ask(ip))];
      return names.sort().join() === "one,two" ? true : undefined;
    });
    expect((await ask(ip)).body).toMatch(/x-forwarded-for: 10\.221\./i);
  });

  it("must be let through by a firewall that knows it, and nobody else", async () => {
    const remove = await firewalled([
      { protocol: "tcp", ports: "22", sources: ANYONE },
      { protocol: "tcp", ports: "80", sources: { load_balancer_uids: [id] } },
    ]);
    expect(await connects(addressOf(one), 80)).toBe(false);
    for (let n = 0; n < 4; n++) expect((await ask(ip)).status).toBe(200);
    await remove();
  });

  it("must drop a sick backend without an error, and take it back", async () => {
    await cloud.ssh(one, "touch /run/sick");
    await waitUntil("only two answers", async () => {
      const replies = [await ask(ip), await ask(ip), await ask(ip)];
      return replies.every((reply) => nameIn(reply) === "two") ? true : undefined;
    });
    await cloud.ssh(one, "rm /run/sick");
    await waitUntil("one answers again", async () =>
      nameIn(await ask(ip)) === "one" ? true : undefined,
    );
  });

  it("must answer all the while when a droplet dies", async () => {
    const host = await cloud.api.host(two.id);
    await host.sh("iptables -I INPUT -p tcp --dport 80 -j REJECT --reject-with tcp-reset");
    for (let n = 0; n < 10; n++) expect((await ask(ip)).status).toBe(200);
    await host.sh("iptables -D INPUT -p tcp --dport 80 -j REJECT --reject-with tcp-reset");
  });

  it("must keep a client at one droplet by a cookie", async () => {
    const sticky_sessions = { type: "cookies", cookie_name: "LB", cookie_ttl_seconds: 60 };
    const { status } = await call("PUT", `/v2/load_balancers/${id}`, { ...spec, sticky_sessions });
    expect(status).toBe(200);
    await waitUntil("both are healthy", async () =>
      nameIn(await ask(ip)) !== nameIn(await ask(ip)) ? true : undefined,
    );
    const { cookie, body } = await ask(ip);
    expect(cookie).toMatch(/^LB=\d+$/);
    for (let n = 0; n < 4; n++)
      expect(nameIn(await ask(ip, { cookie: cookie! }))).toBe(body.split("\n")[0]);
  });

  it("must end TLS with a certificate, and send others there", async () => {
    const dir = `${cloud.lab.record.dir}/e2e-ca`;
    const ca = new CertificateAuthority(dir);
    const folder = ca.issue("lb", ip, { names: ["shop.example.com"] });
    const text = (file: string) => readFileSync(`${folder}/${file}`, "utf8");
    const made = await call("POST", "/v2/certificates", {
      ...{ name: "c", private_key: text("key.pem"), leaf_certificate: text("cert.pem") },
    });
    expect(made.status).toBe(201);
    const certificate = answers.certificate.parse(made.body["certificate"]);
    expect(certificate.dns_names).toEqual(["shop.example.com"]);
    const https = {
      ...HTTP,
      entry_protocol: "https",
      entry_port: 443,
      certificate_id: certificate.id,
    };
    const rules = { forwarding_rules: [HTTP, https], redirect_http_to_https: true };
    await call("PUT", `/v2/load_balancers/${id}`, { ...spec, ...rules });
    const status = await new Promise((resolve, reject) => {
      const options = { host: ip, ca: text("ca.pem"), servername: "shop.example.com" };
      httpsRequest(options, ({ statusCode }) => resolve(statusCode))
        .on("error", reject)
        .end();
    });
    expect(status).toBe(200);
    expect((await ask(ip)).status).toBe(307);
    expect((await call("DELETE", `/v2/certificates/${certificate.id}`)).status).toBe(409);
    const bad = { name: "d", private_key: text("key.pem"), leaf_certificate: text("ca.pem") };
    expect((await call("POST", "/v2/certificates", bad)).status).toBe(422);
  });

  it("must pass TCP through, to droplets by their ids, and be gone when it is deleted", async () => {
    const tcp = {
      ...HTTP,
      entry_protocol: "tcp",
      target_protocol: "tcp",
      entry_port: 2222,
      target_port: 22,
    };
    const { status } = await call("PUT", `/v2/load_balancers/${id}`, {
      ...{ ...spec, tag: undefined, droplet_ids: [two.id], forwarding_rules: [tcp] },
      health_check: { protocol: "tcp", port: 22, check_interval_seconds: 3 },
    });
    expect(status).toBe(200);
    await waitUntil("ssh answers", async () => {
      const banner = await new Promise<string>((resolve) => {
        const socket = connect({ host: ip, port: 2222, timeout: 1000 });
        socket.once("data", (data) => resolve(String(data)));
        for (const event of ["error", "timeout", "close"]) socket.once(event, () => resolve(""));
      });
      return banner.startsWith("SSH-") ? true : undefined;
    });
    expect((await call("DELETE", `/v2/load_balancers/${id}`)).status).toBe(204);
    expect(await connects(ip, 2222)).toBe(false);
    expect((await call("GET", `/v2/load_balancers/${id}`)).status).toBe(404);
  });
});

describe("a reserved IP", () => {
  it("must lead to the droplet that it is assigned to, then to another", async () => {
    const made = await call("POST", "/v2/reserved_ips", { region: "nyc3" });
    expect(made.status).toBe(202);
    const { ip } = answers.reservedIp.parse(made.body["reserved_ip"]);
    for (const droplet of [one, two]) {
      const path = `/v2/reserved_ips/${ip}`;
      const act = { type: "assign", droplet_id: droplet.id };
      expect((await call("POST", `${path}/actions`, act)).status).toBe(201);
      await waitUntil("it leads there", async () => {
        const reply = await ask(ip).catch(() => undefined);
        return reply !== undefined && nameIn(reply) === droplet.name ? true : undefined;
      });
      const now = answers.reservedIp.parse((await call("GET", path)).body["reserved_ip"]);
      expect(now.droplet?.id).toBe(droplet.id);
    }
    expect((await call("DELETE", `/v2/reserved_ips/${ip}`)).status).toBe(204);
    expect(await connects(ip, 80)).toBe(false);
  });
});

describe("a volume", () => {
  it("must be a disk of a droplet whose data goes along to another", async () => {
    const made = await call("POST", "/v2/volumes", {
      ...{ name: "data", region: "nyc3", size_gigabytes: 1, filesystem_type: "ext4" },
    });
    expect(made.status).toBe(201);
    const { id } = answers.volume.parse(made.body["volume"]);
    const act = async (body: object) => {
      const { status, body: answer } = await call("POST", `/v2/volumes/${id}/actions`, body);
      if (status !== 202) return status;
      const action = answers.action.parse(answer["action"]);
      await waitUntil("it is done", async () => {
        const now = await call("GET", `/v2/actions/${action.id}`);
        return answers.action.parse(now.body["action"]).status === "completed" ? true : undefined;
      });
      return status;
    };
    const mount = "mkdir -p /mnt/data; mount /dev/disk/by-id/scsi-0DO_Volume_data /mnt/data";
    expect(await act({ type: "attach", droplet_id: one.id })).toBe(202);
    expect(await act({ type: "attach", droplet_id: two.id })).toBe(422);
    expect((await cloud.ssh(one, `${mount} && echo mine >/mnt/data/x`)).stderr).toBe("");
    expect((await call("DELETE", `/v2/volumes/${id}`)).status).toBe(409);
    expect(await act({ type: "detach", droplet_id: one.id })).toBe(202);
    expect(await act({ type: "resize", size_gigabytes: 2 })).toBe(202);
    expect(await act({ type: "attach", droplet_id: two.id })).toBe(202);
    const there = await cloud.ssh(
      two,
      `${mount} && cat /mnt/data/x; blockdev --getsize64 /dev/disk/by-id/*`,
    );
    expect(there.stdout, there.stderr).toBe(`mine\n${2 * 2 ** 30}\n`);
    expect(await act({ type: "detach", droplet_id: two.id })).toBe(202);
    expect((await call("DELETE", `/v2/volumes/${id}`)).status).toBe(204);
  });
});
