import { describe, expect, it } from "vitest";
import { hostsInState } from "../../../../cli/fleet/hosts-in-state";
import { decrypted, dockerHost, encrypted, stack } from "./state";

describe("hostsInState", () => {
  it("must find a DockerHost with its traits and the way to it", () => {
    const traits = { roles: ["web"], labels: { rack: "a" }, environment: "prod", region: "eu-1" };
    const sshOpts = JSON.stringify(["-i", "/key"]);
    const [host, ...more] = hostsInState([
      stack,
      ...dockerHost("web-1", { traits, inputs: { sshOpts } }),
    ]);
    expect(more).toEqual([]);
    expect(host).toMatchObject({
      name: "web-1",
      traits: { name: "web-1", ...traits },
      connection: { host: "ssh://root@web-1", sshOpts: ["-i", "/key"] },
      encrypted: false,
    });
  });

  it("must find a provider without a DockerHost, by its own name and without traits", () => {
    const urn = "urn:pulumi:prod::shop::pulumi:providers:docker::default_5_2_0";
    expect(hostsInState([{ urn, type: "pulumi:providers:docker", inputs: {} }])).toEqual([
      {
        name: "default_5_2_0",
        traits: { name: "default_5_2_0", roles: [], labels: {} },
        provider: urn,
        connection: {},
        encrypted: false,
      },
    ]);
  });

  it("must leave out a swarm's provider, which is another way to a host that is there", () => {
    const urn = "urn:pulumi:prod::shop::pulumi:providers:docker::swarm";
    const inputs = { host: "ssh://root@web-1", swarm: "{}" };
    const swarm = { urn, type: "pulumi:providers:docker", inputs };
    const names = (...resources: Parameters<typeof hostsInState>[0]) =>
      hostsInState(resources).map(({ name }) => name);
    expect(names(...dockerHost("web-1"), swarm)).toEqual(["web-1"]);
    expect(names(swarm)).toEqual(["swarm"]);
  });

  it("must leave out a provider that was replaced", () => {
    const [component, provider] = dockerHost("a");
    expect(hostsInState([component!, { ...provider!, delete: true }])).toEqual([]);
  });

  it("must tell a connection that it can't read from one that it can", () => {
    const host = (keyMaterial: unknown) =>
      hostsInState(dockerHost("a", { inputs: { keyMaterial } }))[0];
    expect(host(encrypted)).toMatchObject({ encrypted: true });
    expect(host(decrypted("PEM"))).toMatchObject({
      encrypted: false,
      connection: { keyMaterial: "PEM" },
    });
  });
});
