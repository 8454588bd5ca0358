import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import Docker from "dockerode";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { Lab } from "../../../lab/lab";
import type { LabHost } from "../../../lab/lab-host";
import type { LabUser } from "../../../lab/host/users";
import { checkoutRoot } from "../../../toolchain/paths";
import { tryCommand } from "../../../toolchain/run-command";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { copyImage } from "../../support/copy-image";
import { leftovers } from "./leftovers";

let lab: Lab;
let image: string;

beforeAll(async () => {
  image = await ensureBusyboxImage();
  lab = await Lab.start("e2e", {
    hosts: { one: { diskMib: 128 }, two: { tcp: "tls" }, bare: { bare: true } },
    registry: "tls",
  });
  await copyImage(image, lab.host("one").dockerHost);
});
afterAll(async () => {
  await lab?.remove();
  expect(leftovers(lab.record)).toEqual([]);
});

const engineOf = (host: LabHost) =>
  new Docker({ socketPath: host.dockerHost.replace("unix://", ""), timeout: 2000 });

function ssh(host: LabHost, command: string, user: LabUser = "root", input?: string) {
  const options = ["-o", "BatchMode=yes", "-o", "ConnectTimeout=2", "-o", "ServerAliveInterval=1"];
  const args = [...host.sshOpts, ...options, `${user}@${host.address}`, command];
  return tryCommand("ssh", args, { input });
}

describe("the hosts", () => {
  it("must each have a name, a host key, a root and an engine of its own", async () => {
    const [one, two] = [lab.host("one"), lab.host("two")];
    expect((await ssh(one, "hostname")).stdout).toBe("one\n");
    expect((await ssh(two, "hostname")).stdout).toBe("two\n");
    expect(one.hostKey).not.toBe(two.hostKey);
    await one.write("/etc/docker/note", "mine");
    expect(await one.read("/etc/docker/note")).toBe("mine");
    expect((await two.run(["ls", "/etc/docker/note"])).code).not.toBe(0);
    const [a, b] = await Promise.all([engineOf(one).info(), engineOf(two).info()]);
    expect([a.Name, b.Name]).toEqual(["one", "two"]);
    expect(a.ID).not.toBe(b.ID);
  });

  it("must reach each other, and this machine", async () => {
    await lab.host("two").sh("bash -c '</dev/tcp/one/22'");
    await lab.host("bare").sh("bash -c '</dev/tcp/two/2376'");
    const server = createServer((_, response) => response.end("hello")).listen(0, "0.0.0.0");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const gateway = lab.host("one").record.gateway;
    const get = `exec 3<>/dev/tcp/${gateway}/${port}; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3`;
    expect((await lab.host("one").run(["bash", "-c", get])).stdout).toContain("hello");
    server.close();
  });

  it("must run containers that reach another host", async () => {
    const one = lab.host("one");
    const wget = `wget -qO- --no-check-certificate https://${lab.host("two").address}:2376/_ping || true`;
    const { stdout, stderr } = await ssh(
      one,
      `docker run --rm ${image} sh -c 'nc -w 2 ${lab.host("two").address} 22 </dev/null | head -c 4; ${wget}'`,
    );
    expect(stdout, stderr).toContain("SSH-");
  });

  it("must let each user do what the user may", async () => {
    const one = lab.host("one");
    const asks = "sudo -S -p '' id -u";
    expect((await ssh(one, "sudo -n id -u", "admin")).stdout).toBe("0\n");
    expect((await ssh(one, "sudo -n id -u", "careful")).stderr).toContain("password is required");
    expect((await ssh(one, asks, "careful", `${lab.carefulPassword}\n`)).stdout).toBe("0\n");
    expect((await ssh(one, "sudo -n id -u", "guest")).code).not.toBe(0);
    const engine = "docker version --format '{{.Server.Os}}'";
    expect((await ssh(one, engine, "deploy")).stdout).toBe("linux\n");
    expect((await ssh(one, engine, "guest")).stderr).toContain("permission denied");
  });

  it("must have no trace of Docker where they are bare", async () => {
    const { stdout } = await ssh(
      lab.host("bare"),
      "command -v docker dockerd containerd runc; dpkg -l | grep -E 'docker|containerd|runc'; getent group docker; systemctl is-active docker",
    );
    expect(stdout).toBe("inactive\n");
  });

  it("must have an engine that listens with TLS", async () => {
    const { certPath, address } = lab.host("two").record;
    const curl = ["-s", "--cacert", `${certPath}/ca.pem`];
    const own = ["--cert", `${certPath}/cert.pem`, "--key", `${certPath}/key.pem`];
    const url = `https://${address}:2376/_ping`;
    expect((await tryCommand("curl", [...curl, ...own, url])).stdout).toBe("OK");
    expect((await tryCommand("curl", [...curl, url])).code).not.toBe(0);
  });
});

describe("the registry", () => {
  it("must take an image from one host and give it to another, after a login", async () => {
    const { host, login } = lab.registry;
    const name = `${host}/busybox:1`;
    const { code, stderr } = await ssh(
      lab.host("one"),
      `docker tag ${image} ${name} && docker push -q ${name}`,
    );
    expect(code).not.toBe(0);
    expect(stderr).toContain("no basic auth credentials");
    const logIn = `docker login -u ${login?.username} --password-stdin ${host} && docker`;
    const password = login?.password;
    const push = await ssh(lab.host("one"), `${logIn} push -q ${name}`, "root", password);
    expect(push.code, push.stderr).toBe(0);
    const pull = await ssh(lab.host("two"), `${logIn} pull -q ${name}`, "root", password);
    expect(pull.code, pull.stderr).toBe(0);
  });
});

describe("the service manager", () => {
  afterEach(async () => {
    await lab.host("one").sh("rm -f /etc/docker/daemon.json");
    await lab.host("one").restore();
  });

  it("must start the engine as daemon.json says, also where that keeps it quiet", async () => {
    const one = lab.host("one");
    await one.write("/etc/docker/daemon.json", '{"log-level": "error", "labels": ["a=b"]}');
    expect(await ssh(one, "systemctl restart docker")).toMatchObject({ code: 0 });
    expect((await engineOf(one).info()).Labels).toEqual(["a=b"]);
  });

  it("must fail as systemd does where the engine doesn't start, and have its log", async () => {
    const one = lab.host("one");
    await one.write("/etc/docker/daemon.json", '{"nonsense": 1}');
    const { code, stderr } = await ssh(one, "systemctl restart docker");
    expect(code).toBe(1);
    expect(stderr).toContain("Job for docker.service failed");
    expect((await ssh(one, "systemctl is-active docker")).stdout).toBe("failed\n");
    expect((await ssh(one, "journalctl -u docker -n 5")).stdout).toContain("nonsense");
  });
});

/** Counts what the first who connects has to say. */
const LISTEN = `
  my $server = IO::Socket::INET->new(Listen => 1, LocalPort => 9999) or die;
  my $who = $server->accept;
  my $count = 0;
  $count += length $_ while defined($_ = <$who>);
  print $count;
`;

describe("faults", () => {
  const one = () => lab.host("one");
  afterEach(() => one().restore());

  it("must cut a host off without an answer, and mend it", async () => {
    one().network.cut();
    expect((await ssh(one(), "true")).stderr).toContain("timed out");
    await expect(lab.host("two").run(["timeout", "1", "bash", "-c", "</dev/tcp/one/22"]))
      .resolves //
      .toMatchObject({ code: 124 });
    await one().restore();
    expect((await ssh(one(), "true")).code).toBe(0);
  });

  it("must pull a host's plug, and mend it", async () => {
    one().network.unplug();
    expect((await ssh(one(), "true")).code).toBe(255);
    await one().restore();
    expect((await ssh(one(), "true")).code).toBe(0);
  });

  it("must slow a host by rate and loss, and mend it", async () => {
    const copy = async () => {
      const start = Date.now();
      expect((await ssh(one(), "wc -c", "root", "x".repeat(800_000))).stdout).toBe("800000\n");
      return Date.now() - start;
    };
    await one().network.slow({ rateKbit: 1000 });
    expect(await copy()).toBeGreaterThan(5000);
    await one().network.slow({ lossPercent: 100 });
    expect((await ssh(one(), "true")).code).toBe(255);
    await one().restore();
    expect(await copy()).toBeLessThan(5000);
  });

  it("must delay a host's packets each way, and mend it", async () => {
    const connect = async () => {
      const start = Date.now();
      await lab.host("two").sh("bash -c '</dev/tcp/one/22'");
      return Date.now() - start;
    };
    await one().network.slow({ delayMs: 700 });
    expect(await connect()).toBeGreaterThan(1400);
    // Long packets, from a container.
    const received = lab.host("two").sh(`timeout 60 perl -MIO::Socket::INET -e '${LISTEN}'`);
    const send = `dd if=/dev/zero bs=1k count=200 | nc -w 5 ${lab.host("two").address} 9999`;
    await one().sh(`docker run --rm ${image} sh -c '${send}'`);
    expect(await received).toBe("204800");
    await one().restore();
    expect(await connect()).toBeLessThan(1400);
  });

  it("must stop, kill and pause an engine, and mend it", async () => {
    const ping = () => engineOf(one()).ping();
    await one().engine.stop();
    await expect(ping()).rejects.toMatchObject({ code: "ENOENT" });
    await one().restore();
    await ping();
    await one().engine.kill();
    await expect(ping()).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await one().restore();
    await ping();
    await one().engine.pause();
    await expect(ping()).rejects.toThrow(/timed? ?out|socket hang up/i);
    await one().restore();
    await ping();
  });

  it("must fill a host's disk, and mend it", async () => {
    await one().disk.fill();
    // A volume of its own each time: Docker keeps one that it had no room for, and it never works.
    const write = (volume: string) =>
      ssh(one(), `docker run --rm -v ${volume}:/v ${image} dd if=/dev/zero of=/v/x bs=1M count=1`);
    expect((await write("full")).stderr).toContain("no space left on device");
    await one().restore();
    expect(await write("room")).toMatchObject({ code: 0 });
  });

  it("must destroy a host as a power cut does, and boot it with its disk", async () => {
    await ssh(
      one(),
      `docker run -d --name stays --restart always ${image} sleep 1000; echo x >/etc/x`,
    );
    const { id } = engineOf(one()).getContainer("stays");
    await one().destroy();
    expect(one().pid).toBeUndefined();
    expect((await ssh(one(), "true")).code).toBe(255);
    await one().restore();
    expect(await one().read("/etc/x")).toBe("x\n");
    const { State } = await engineOf(one()).getContainer(id).inspect();
    expect(State.Running).toBe(true);
    await engineOf(one()).getContainer(id).remove({ force: true });
  });
});

describe("a lab whose owner is killed", () => {
  it("must go, whatever runs on it", async () => {
    const program = `
      const load = require("./toolchain/load-bundle.cjs");
      const { Lab } = load("./lab/lab.ts");
      Lab.start("orphan", { hosts: 1 }).then((lab) => {
        setInterval(() => {}, 1000);
        console.log(JSON.stringify(lab.record));
      });
    `;
    const owner = spawn(process.execPath, ["-e", program], {
      cwd: checkoutRoot(),
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    for await (const chunk of owner.stdout) if ((text += String(chunk)).includes("\n")) break;
    const record = JSON.parse(text) as Lab["record"];
    await copyImage(image, `unix://${record.hosts[0]?.dir}/run/docker.sock`);
    expect(leftovers(record)).not.toEqual([]);
    owner.kill("SIGKILL");
    for (const until = Date.now() + 20_000; Date.now() < until; await sleep(100))
      if (leftovers(record).length === 0) break;
    expect(leftovers(record)).toEqual([]);
  });
});
