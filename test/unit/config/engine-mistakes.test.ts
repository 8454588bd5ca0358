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

  it("must be what is for a swarm, on a cluster, and the other way round", () => {
    const nodes = { regions: ["nyc3"], size: "s-1vcpu-1gb", workers: 3, kubernetesVersion: "1.33" };
    expect(told({ engine: "kubernetes", image: "web:1", digitalocean: nodes })).toEqual([]);
    const both = { ...cloud, regions: ["nyc3", "nyc1"], managers: 3, backups: "weekly" };
    const gateway = { image: "gateway:1" };
    expect(told({ engine: "kubernetes", gateway, digitalocean: both })).toEqual([
      ...["image", "gateway.image", "digitalocean.regions", "digitalocean.workers"],
      ...["digitalocean.kubernetesVersion", "digitalocean.managers", "digitalocean.backups"],
      "digitalocean.sshKeys",
    ]);
    const swarm = { ...cloud, kubernetesVersion: "1.33" };
    expect(told({ engine: "swarm", image: "web:1", gateway, digitalocean: swarm })).toEqual([
      "digitalocean.kubernetesVersion",
    ]);
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
    expect(told({ engine: "kubernetes" })).toEqual(["digitalocean", "image"]);
  });
});
