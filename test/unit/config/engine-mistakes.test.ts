import { describe, expect, it } from "vitest";
import { engineMistakes } from "../../../config/engine-mistakes";
import { stackSchema } from "../../../config/schema";

const cloud = { regions: ["nyc3"], size: "s-1vcpu-1gb", sshKeys: { me: "ssh-ed25519 AAAA" } };
const told = (values: object, hasToken = true) =>
  engineMistakes(stackSchema.parse(values), hasToken).map(({ path }) => path);

describe("values of a stack that don't go together", () => {
  it("must be none where they do", () => {
    expect(told({ engine: "docker" }, false)).toEqual([]);
    const whole = { image: "web:1", gateway: { image: "gateway:1" }, digitalocean: cloud };
    expect(told({ engine: "swarm", ...whole })).toEqual([]);
  });

  it("must be an image without a digest, where the stack takes digests only", () => {
    const whole = { image: "web:1", gateway: { image: `gateway@sha256:${"0".repeat(64)}` } };
    expect(told({ engine: "swarm", digestsOnly: true, ...whole, digitalocean: cloud })).toEqual([
      "image",
    ]);
  });

  it("must be an engine that the program has no place on", () => {
    expect(told({ engine: "kubernetes" })).toEqual(["engine"]);
  });

  it("must all be told, each with its place", () => {
    expect(told({ engine: "swarm", host: "unix:///x" })).toEqual([
      "host",
      "digitalocean",
      "image",
      "gateway.image",
    ]);
    expect(told({ engine: "docker", digitalocean: { ...cloud, managers: 2 } }, false)).toEqual([
      "digitalocean",
      "digitalocean",
      "digitalocean.managers",
    ]);
  });
});
