import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";

import type { Reach } from "../../../cli/lab/reach";
import { labNames, readRecord, type LabRecord } from "../../../lab/lab-folder";
import { checkoutRoot } from "../../../toolchain/paths";
import { tryCommand } from "../../../toolchain/run-command";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { copyImage } from "../../support/copy-image";
import { leftovers } from "./leftovers";

const NAME = `e2e-${process.pid}-cli`;
const dir = mkdtempSync(join(tmpdir(), "slipway-e2e-lab-"));
const file = join(dir, "reach.json");
const named = ["--name", NAME];
let reach: Reach;
let record: LabRecord | undefined;

const runScript = join(checkoutRoot(), "toolchain/run.mjs");
const lab = (...args: string[]) => tryCommand(process.execPath, [runScript, "lab", ...args]);

async function sentence(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await lab(...args);
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  return stderr;
}

function ssh(command: string) {
  const [name = "", ...options] = (reach.hosts[0]?.sshCommand ?? "").split(" ");
  return tryCommand(name, [...options, command]);
}

afterAll(async () => {
  await lab("down", ...named);
  rmSync(dir, { recursive: true });
});

it("up must start hosts and a registry that stay, and say how to reach them", async () => {
  const size = ["--hosts", "1", "--disk-mib", "64"];
  const { code, stdout, stderr } = await lab("up", ...size, "--registry", ...named, "--json", file);
  expect(code, stderr).toBe(0);
  reach = JSON.parse(readFileSync(file, "utf8")) as Reach;
  record = readRecord(NAME);
  expect(stdout).toContain(reach.hosts[0]?.sshCommand);
  expect((await ssh("hostname")).stdout).toBe("node1\n");
  const engine = { ...process.env, DOCKER_HOST: reach.hosts[0]?.dockerHost };
  const info = await tryCommand("docker", ["info", "-f", "{{.Name}}"], { env: engine });
  expect(info.stdout).toBe("node1\n");
});

it("its registry must take and give images", async () => {
  const image = await ensureBusyboxImage();
  await copyImage(image, reach.hosts[0]?.dockerHost ?? "");
  const there = `${reach.registry?.address}/busybox:1`;
  const again = `docker tag ${image} ${there} && docker push -q ${there} && docker rmi ${there} ${image}`;
  const { code, stderr } = await ssh(`${again} && docker run --rm ${there} true`);
  expect(code, stderr).toBe(0);
});

it("up must refuse to start it twice", async () => {
  expect(await sentence("up", ...named)).toContain(`there is a lab called ${NAME} already`);
});

it("status must say how the hosts are, and fault must break and mend them", async () => {
  const [host] = reach.hosts;
  const state = async () => {
    type Status = { name: string; hosts: object[] }[];
    const all = JSON.parse((await lab("status", "--json")).stdout) as Status;
    return all.find((each) => each.name === NAME)?.hosts[0];
  };
  expect(await state()).toMatchObject({ name: "node1", state: "up", engine: "engine active" });
  expect((await lab("fault", "node1", "stop-engine", ...named)).code).toBe(0);
  expect(await state()).toMatchObject({ state: "up", engine: "engine inactive" });
  expect((await lab("fault", "node1", "destroy", ...named)).code).toBe(0);
  expect(await state()).toMatchObject({ state: "down" });
  expect(await sentence("fault", "node1", "cut", ...named)).toContain("host node1 is down");
  expect((await lab("fault", "node1", "restore", ...named)).code).toBe(0);
  expect(await state()).toMatchObject({ address: host?.address, engine: "engine active" });
});

it.each([
  [["upp"], "unknown command 'upp'; lab takes up, status, fault, down"],
  [["up", "--host", "3"], "unknown option '--host'; up takes --hosts, --bare"],
  [["up", "--hosts", "0"], "a whole number from 1 to 100"],
  [["up", "--name", "A b"], "small letters"],
  [["up", "--bare", "--tcp", "tls"], "leave out --bare or --tcp"],
  [["up", "--json", "/no/such/folder/x", "--name", "other"], "no folder /no/such/folder"],
  [["fault", "node7", "cut", ...named], "no host node7, only node1"],
  [["fault", "node1", "cutt", ...named], "no fault called cutt, only cut, unplug, slow"],
  [["fault", "node1", "slow", ...named], "at least one of --delay-ms"],
  [["fault", "node1", "cut", "--rate-kbit", "9", ...named], "they are for slow"],
  [["fault", "node1", "cut", "--name", "nope"], "no lab called nope"],
  [["down", "--name", "nope"], "no lab called nope"],
])("must tell a mistake in one sentence: %j", async (args, part) => {
  expect(await sentence(...args)).toContain(part);
});

it("must say in one sentence that it takes root rights", async () => {
  const nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups", process.execPath];
  const { code, stderr } = await tryCommand("setpriv", [...nobody, runScript, "lab", "status"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^slipway: a lab .* takes Linux and root rights; run it with sudo\.\n$/);
});

it("down must leave nothing", async () => {
  expect(leftovers(record!)).not.toEqual([]);
  expect((await lab("down", ...named)).stdout).toBe(`Lab ${NAME} is gone.\n`);
  expect(leftovers(record!)).toEqual([]);
  expect(labNames()).not.toContain(NAME);
});
