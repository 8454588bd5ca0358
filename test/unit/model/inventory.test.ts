import { describe, expect, it } from "vitest";
import { readInventory } from "../../../model/inventory";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPjQ7ROzVw0rnIxCOCNr9qwYed9dUfvN5LlbJtZMiKAO";

describe("an inventory", () => {
  it("must be its hosts by name", () => {
    const hosts = { a: { address: "ssh://root@10.0.0.1", hostKey: KEY, roles: ["web"] } };
    expect(readInventory({ hosts })).toEqual({ hosts });
  });

  it("must be refused with all that is wrong, each with its place", () => {
    const found = readInventory({
      host: {},
      hosts: {
        "web-1": { address: "10.0.0.1", roles: "web", labels: { disk: 1 }, regoin: "x", region: 3 },
        b: 7,
      },
    });
    expect("mistakes" in found && found.mistakes.map(({ path }) => path).sort()).toEqual([
      "host",
      "hosts.b",
      'hosts["web-1"].address',
      'hosts["web-1"].labels',
      'hosts["web-1"].region',
      'hosts["web-1"].regoin',
      'hosts["web-1"].roles',
    ]);
  });

  it("must be refused where there are no hosts at all", () => {
    for (const tree of [undefined, null, "x", {}, { hosts: [] }])
      expect(readInventory(tree)).toHaveProperty("mistakes");
  });
});
