import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Registry, type RegistryArgs } from "../../../components/digitalocean/registry";
import { messageOf } from "./support/message-of";
import { mockEngine, ofType, settled, valueOf } from "./support/mocks";

const REGISTRY = "digitalocean:index/containerRegistry:ContainerRegistry";
const LOGIN =
  "digitalocean:index/containerRegistryDockerCredentials:ContainerRegistryDockerCredentials";

beforeEach(() => mockEngine());
afterEach(settled);

it("must be made with a login that may pull, which is a secret", async () => {
  const registry = new Registry("images", { name: "shop", tier: "basic" });
  expect(registry.monthlyCost).toBe(5);
  expect(await valueOf(registry.image("web:1"))).toBe("registry.digitalocean.com/shop/web:1");
  expect(await pulumi.isSecret(registry.dockerCredentials)).toBe(true);
  await settled();
  expect(ofType(REGISTRY)[0]?.inputs).toEqual({ name: "shop", subscriptionTierSlug: "basic" });
  expect(ofType(LOGIN)[0]?.inputs).toEqual({ registryName: "shop", write: false });
});

it("must be a login alone where the account has the registry", async () => {
  const registry = new Registry("images", { name: "shop", existing: true, push: true });
  expect(registry.monthlyCost).toBe(0);
  await settled();
  expect(ofType(REGISTRY)).toEqual([]);
  expect(ofType(LOGIN)[0]?.inputs).toEqual({ registryName: "shop", write: true });
});

it("must be added to the logins that a host has, and be that of a swarm's service", async () => {
  const registry = new Registry("images", { name: "shop" });
  const given = { address: "other", username: "u", password: "p" };
  const { registryAuth } = registry.login({ registryAuth: [given] }, {}, 0) ?? {};
  const own = { username: "ann", password: "a:b" };
  expect(await valueOf(pulumi.output(registryAuth))).toEqual([
    given,
    { ...own, address: "registry.digitalocean.com" },
  ]);
  const { auth } = registry.serviceLogin({ taskSpec: {} as never }, {}, 0) ?? {};
  expect(await valueOf(pulumi.output(auth))).toEqual({
    ...own,
    serverAddress: "registry.digitalocean.com",
  });
});

it.each<[RegistryArgs, RegExp]>([
  [{ name: "Shop" }, /^name: expected small letters/],
  [{ tier: "free" as never }, /^tier: expected "starter", "basic", "professional", got "free"/],
  [{ existing: true, tier: "basic" }, /name: expected that of[^]*tier: is for a registry/],
  [{ loginSeconds: 5 }, /^loginSeconds: expected a whole number of 60 or more, got 5/],
])("must be refused for a mistake: %#", (args, sentence) => {
  expect(messageOf(() => new Registry("images", args))).toMatch(sentence);
  expect(ofType(LOGIN)).toEqual([]);
});
