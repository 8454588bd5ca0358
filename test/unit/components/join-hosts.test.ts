import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { Inventory } from "../../../components/hosts/inventory";
import { joinHosts } from "../../../components/hosts/join-hosts";
import { mockEngine, settled } from "./support/mocks";

const folder = mkdtempSync(join(tmpdir(), "slipway-inventory-"));

function inventory(name: string, hosts: object): Inventory {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify({ hosts }));
  return new Inventory(name, { file });
}

const office = { a: { address: "ssh://root@10.0.0.1", roles: ["web"], advertise: "eth1" } };
const cellar = { b: { address: "ssh://root@10.0.0.2", roles: ["web", "db"], region: "cellar" } };

beforeEach(() => mockEngine());
afterEach(settled);
afterAll(() => rmSync(folder, { recursive: true }));

describe("hosts of several sources", () => {
  it("must be one fleet, to choose from by what is known of them", () => {
    const fleet = joinHosts(inventory("office", office), inventory("cellar", cellar));
    expect(fleet.hosts.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(fleet.where({ role: "web" }).where({ region: "cellar" }).hosts[0]?.name).toBe("b");
    expect(fleet.swarmNodes).toEqual({ a: { advertiseAddr: "eth1" } });
  });

  it("must have a name each", () => {
    const [one, other] = [inventory("office", office), inventory("office-2", office)];
    expect(() => joinHosts(one, other)).toThrow("the host a is in two sources");
  });
});

describe("an inventory's file", () => {
  it("must be told by its name where it can't be read", () => {
    expect(() => new Inventory("none", { file: join(folder, "absent.yaml") })).toThrow(
      /file: .*absent\.yaml can't be read: ENOENT/,
    );
  });
});
