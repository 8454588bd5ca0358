import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { inboundRules, outboundRules } from "../../../../model/digitalocean/firewall-rules";
import { volumeMistakes, volumeName } from "../../../../model/digitalocean/droplet-volume";
import { tag, traitTags } from "../../../../model/digitalocean/tags";
import { userData } from "../../../../model/digitalocean/user-data";
import { opensshKey } from "../../../../model/openssh-key";

const key = opensshKey(Buffer.alloc(32, 1), Buffer.alloc(32, 2), 7);

describe("the user data of a droplet", () => {
  const text = userData({ hostKey: key });
  const config = parse(text) as Record<string, unknown>;

  it("must be a cloud-config that gives it its host key, whole", () => {
    expect(text.split("\n")[0]).toBe("#cloud-config");
    expect(config["ssh_keys"]).toEqual({
      ed25519_private: key.privateKey,
      ed25519_public: key.publicKey,
    });
  });

  it("must install and start Docker with the daemon's configuration", () => {
    expect(config["packages"]).toContain("docker.io");
    const [file] = parse(userData({ hostKey: key, daemon: { debug: true } })).write_files as {
      path: string;
      content: string;
    }[];
    expect(file?.path).toBe("/etc/docker/daemon.json");
    expect(JSON.parse(file!.content)).toEqual({ debug: true });
  });

  it("must keep containers from the metadata, at every boot", () => {
    expect((config["bootcmd"] as string[])[0]).toContain("PREROUTING -d 169.254.169.254 -j DROP");
  });
});

describe("a droplet's volumes", () => {
  it("must be mounted before Docker comes, and be what it waits for at each boot", () => {
    const volumes = [{ name: "shop-prod-db-data", path: "/srv/data" }];
    const config = parse(userData({ hostKey: key, volumes })) as {
      bootcmd: string[];
      write_files: { path: string; content: string }[];
    };
    expect(config.bootcmd.join("\n")).toContain(
      "/dev/disk/by-id/scsi-0DO_Volume_shop-prod-db-data /srv/data ext4",
    );
    expect(config.write_files[1]).toMatchObject({
      path: "/etc/systemd/system/docker.service.d/volumes.conf",
      content: "[Unit]\nRequiresMountsFor=/srv/data\n",
    });
  });

  it("must be told all that is wrong with them", () => {
    const called = (volume: string) => volumeName("shop", "prod", "DB.1", volume);
    expect(called("data")).toBe("shop-prod-db-1-data");
    const good = { sizeGib: 10, path: "/srv/data" };
    expect(volumeMistakes("volumes", { data: good }, called)).toEqual([]);
    const bad = {
      a: good,
      b: good,
      C: { sizeGib: 1.5, path: "/var/lib/docker" },
      [`d${"e".repeat(60)}`]: { sizeGib: 0, path: "/srv/../etc" },
    };
    expect(volumeMistakes("volumes", bad, called).map(({ path }) => path)).toEqual([
      ...["volumes.a.path", "volumes.b.path", "volumes.C", "volumes.C.sizeGib", "volumes.C.path"],
      ...[`volumes.d${"e".repeat(60)}`, `volumes.d${"e".repeat(60)}.sizeGib`],
      `volumes.d${"e".repeat(60)}.path`,
    ]);
  });
});

describe("tags", () => {
  it("must hold only what DigitalOcean takes", () => {
    expect(tag("slipway", "my shop", "dev", "web.1")).toBe("slipway:my-shop:dev:web-1");
    expect(traitTags({ roles: ["web", "db"], environment: "prod" })).toEqual([
      "role:web",
      "role:db",
      "environment:prod",
    ]);
    expect(traitTags({})).toEqual([]);
  });
});

describe("a network's firewall", () => {
  it("must let in ssh from the list alone, and Swarm from the group alone", () => {
    const rules = inboundRules(["203.0.113.7/32"], "group");
    expect(rules[0]).toEqual({
      protocol: "tcp",
      portRange: "22",
      sourceAddresses: ["203.0.113.7/32"],
    });
    for (const rule of rules.slice(1)) {
      expect(rule.sourceAddresses).toBeUndefined();
      expect(rule.sourceTags).toEqual(["group"]);
    }
    expect(rules.slice(1).map(({ protocol, portRange }) => `${protocol} ${portRange}`)).toEqual([
      "tcp 2377",
      "tcp 7946",
      "udp 7946",
      "udp 4789",
    ]);
  });

  it("must let nobody log in without a list, and let everything out", () => {
    expect(inboundRules([], "group").some(({ portRange }) => portRange === "22")).toBe(false);
    expect(outboundRules().map(({ protocol }) => protocol)).toEqual(["tcp", "udp", "icmp"]);
  });
});
