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

  it.each(["tcp://10.0.0.5:2376", "ssh://root@10.0.0.5"])("refuses %s with what to do", (host) => {
    expect(() => new DockerHost("far", { host })).toThrow(
      /^host: this version only reaches engines by a local socket .* not by (tcp|ssh); run the program on that machine/,
    );
  });

  it("refuses what is no address", () => {
    expect(() => new DockerHost("far", { host: "/var/run/docker.sock" })).toThrow(
      'host: expected an address such as unix:///var/run/docker.sock, got "/var/run/docker.sock"',
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
