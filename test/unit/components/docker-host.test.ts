import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DockerHost } from "../../../components/hosts/docker-host";
import { mockEngine, ofType, settled, valueOf } from "./support/mocks";

const PROVIDER = "pulumi:providers:docker";

describe("DockerHost", () => {
  beforeEach(() => mockEngine());
  afterEach(() => settled());

  it("leaves the address to the docker CLI's own choice unless it is given", async () => {
    const host = new DockerHost("local");
    await settled();
    expect(ofType(PROVIDER)).toEqual([{ type: PROVIDER, name: "local", inputs: {}, provider: "" }]);
    expect(await valueOf(host.host)).toBeUndefined();
    expect(host.name).toBe("local");
  });

  it("hands a socket's address to its provider", async () => {
    const host = new DockerHost("local", { host: pulumi.output("unix:///run/other.sock") });
    await settled();
    expect(ofType(PROVIDER)[0]!.inputs).toEqual({ host: "unix:///run/other.sock" });
    expect(await valueOf(host.host)).toBe("unix:///run/other.sock");
  });

  it("pins the keys of an ssh host, before the user's own options", async () => {
    new DockerHost("far", {
      host: "ssh://deploy@10.0.0.5",
      hostKey: ["ssh-ed25519 AAAA me@h", pulumi.output("ssh-rsa BBBB")],
      sshOpts: ["-i", "/key"],
    });
    await settled();
    const { host, sshOpts } = ofType(PROVIDER)[0]!.inputs as Record<string, string>;
    expect(host).toBe("ssh://deploy@10.0.0.5");
    expect(JSON.parse(sshOpts!)).toEqual([
      "-o",
      'KnownHostsCommand=/usr/bin/printf "%%s\\n" "%H ssh-ed25519 AAAA" "%H ssh-rsa BBBB"',
      ...["-o", "UserKnownHostsFile=/dev/null", "-o", "GlobalKnownHostsFile=/dev/null"],
      ...["-o", "StrictHostKeyChecking=yes", "-i", "/key"],
    ]);
  });

  it("gives the whole way to it to what isn't on its provider", async () => {
    const pinned = new DockerHost("far", { host: "ssh://h", hostKey: "ssh-ed25519 AAAA" });
    const { host, sshOpts } = (await valueOf(pulumi.output(pinned.connection!))) as {
      host: string;
      sshOpts: string[];
    };
    expect(host).toBe("ssh://h");
    expect(sshOpts[1]).toContain("%H ssh-ed25519 AAAA");
    expect(new DockerHost("local").connection).toBeUndefined();
  });

  it("hands on what TLS needs", async () => {
    new DockerHost("far", { host: "tcp://10.0.0.5:2376", certPath: "/certs" });
    await settled();
    expect(ofType(PROVIDER)[0]!.inputs).toEqual({
      host: "tcp://10.0.0.5:2376",
      certPath: "/certs",
    });
  });

  it("refuses what is no address", () => {
    expect(() => new DockerHost("far", { host: "/var/run/docker.sock" })).toThrow(
      'host: expected an address such as unix:///var/run/docker.sock, tcp://10.0.0.5:2376 or ssh://deploy@10.0.0.5, got "/var/run/docker.sock"',
    );
  });

  it("refuses what its kind of host has no use for, all at once", () => {
    expect(
      () =>
        new DockerHost("far", { host: "tcp://10.0.0.5", sshOpts: ["-v"], hostKey: "not a key" }),
    ).toThrow(
      /hostKey: expected a public key .*\n.*hostKey: is for ssh:\/\/ hosts.*\n.*sshOpts: is for ssh:\/\/ hosts, and host is tcp:\/\/10.0.0.5/,
    );
    expect(() => new DockerHost("far", { host: "ssh://h", certPath: "/certs" })).toThrow(
      "certPath: is for tcp:// hosts",
    );
  });

  it("lets a transform have the last word", async () => {
    new DockerHost("local", {
      transforms: { provider: (args) => ({ ...args, sshOpts: ["-o", "X=y"] }) },
    });
    await settled();
    expect(ofType(PROVIDER)[0]!.inputs).toEqual({ sshOpts: '["-o","X=y"]' });
  });
});
