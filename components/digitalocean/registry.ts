import {
  ContainerRegistry,
  type ContainerRegistryArgs as OfficialArgs,
} from "@pulumi/digitalocean/containerRegistry";
import { ContainerRegistryDockerCredentials } from "@pulumi/digitalocean/containerRegistryDockerCredentials";
import type { ProviderArgs } from "@pulumi/docker";
import type { ServiceArgs } from "@pulumi/docker/service";
import * as pulumi from "@pulumi/pulumi";
import { PRICES } from "../../model/digitalocean/prices";
import { REGISTRY_SERVER, registryLogins } from "../../model/digitalocean/registry-logins";
import { show, type Mistake } from "../../model/mistakes";
import { isDeferred } from "../inputs";
import { refuse } from "../mistakes";
import { transformed, type Transform } from "../transform";

const TIERS = ["starter", "basic", "professional"] as const;

export interface RegistryArgs {
  /**
   * What it is called at DigitalOcean, where nobody else may have the name: small letters, digits and dashes. Defaults to one made up
   * from the component's. Replaces, and all images are gone.
   */
  name?: pulumi.Input<string>;
  /**
   * What may be in it: one repository for nothing, five, or as many as you like. A plain value. Defaults to `starter`. In place.
   */
  tier?: (typeof TIERS)[number];
  /** Such as `nyc3`. Defaults to what DigitalOcean chooses. Replaces, and all images are gone. */
  region?: pulumi.Input<string>;
  /**
   * The account has it already, by hand or from another stack, under `name`: only a login is made. Defaults to false: it is made, and
   * goes with all images in it; `protect` keeps it.
   */
  existing?: boolean;
  /** Lets the login push, too. Defaults to false. In place. */
  push?: boolean;
  /** For how long the login is good. Defaults to 1576800000, which is 50 years. In place. */
  loginSeconds?: number;
  /** The last word on the children. */
  transforms?: { registry?: Transform<OfficialArgs> };
}

/**
 * DigitalOcean's registry of images, and a login to it. An account has one, or several in the tier `professional`: other stacks of the
 * account take the same, with `existing`.
 */
export class Registry extends pulumi.ComponentResource {
  /** What the names of images in it begin with: `registry.digitalocean.com/NAME`. */
  readonly endpoint: pulumi.Output<string>;
  /** The login, as Docker's config.json has it. A secret. */
  readonly dockerCredentials: pulumi.Output<string>;
  /** US dollars a month; 0 where it is another stack's. */
  readonly monthlyCost: number;
  private readonly registry: ContainerRegistry | undefined;
  private readonly credentials: ContainerRegistryDockerCredentials;

  constructor(name: string, args: RegistryArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:digitalocean:Registry", name, {}, opts);
    refuse(mistakesIn(args), this);
    const { existing = false, tier = "starter", push, loginSeconds, region } = args;
    if (!existing) {
      const childOpts: pulumi.CustomResourceOptions = { parent: this };
      const childArgs: OfficialArgs = {
        subscriptionTierSlug: tier,
        ...(args.name !== undefined && { name: args.name }),
        ...(region !== undefined && { region }),
      };
      this.registry = new ContainerRegistry(
        name,
        transformed(args.transforms?.registry, childArgs, childOpts),
        childOpts,
      );
    }
    const registryName = this.registry?.name ?? pulumi.output(args.name!);
    this.credentials = new ContainerRegistryDockerCredentials(
      `${name}-login`,
      {
        registryName,
        write: push ?? false,
        ...(loginSeconds !== undefined && { expirySeconds: loginSeconds }),
      },
      { parent: this },
    );
    this.endpoint = pulumi.interpolate`${REGISTRY_SERVER}/${registryName}`;
    this.dockerCredentials = pulumi.secret(this.credentials.dockerCredentials);
    this.monthlyCost = existing ? 0 : PRICES.registry[tier];
    this.registerOutputs({
      endpoint: this.endpoint,
      dockerCredentials: this.dockerCredentials,
      monthlyCost: this.monthlyCost,
    });
  }

  /** `web:1` is `registry.digitalocean.com/NAME/web:1`. */
  image(name: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi.interpolate`${this.endpoint}/${name}`;
  }

  /** For a `DockerHost`: `transforms: { provider: registry.login }` lets it pull. */
  readonly login: Transform<ProviderArgs> = (args) => ({
    ...args,
    registryAuth: pulumi
      .all([pulumi.output(args.registryAuth ?? []), this.dockerCredentials])
      .apply(([others = [], config]) => [...others, ...registryLogins(config)]),
  });

  /** For a `Workload` in a swarm: `transforms: { swarmService: registry.serviceLogin }` lets its nodes pull. */
  readonly serviceLogin: Transform<ServiceArgs> = (args) => ({
    ...args,
    auth: this.dockerCredentials.apply((config) => {
      const [{ address, username, password } = NO_LOGIN] = registryLogins(config);
      return { serverAddress: address, username, password };
    }),
  });

  /** The resources beneath. */
  get nodes(): {
    registry: ContainerRegistry | undefined;
    credentials: ContainerRegistryDockerCredentials;
  } {
    return { registry: this.registry, credentials: this.credentials };
  }
}

/** While a preview doesn't know it. */
const NO_LOGIN = { address: REGISTRY_SERVER, username: "", password: "" };

function mistakesIn({ name, tier, region, existing, loginSeconds }: RegistryArgs): Mistake[] {
  const mistakes: Mistake[] = [];
  if (name !== undefined && !isDeferred(name) && !/^[a-z0-9-]{1,63}$/.test(name))
    mistakes.push({
      path: "name",
      problem: `expected small letters, digits and dashes, 63 at most, got ${show(name)}`,
    });
  if (tier !== undefined && !TIERS.includes(tier))
    mistakes.push({
      path: "tier",
      problem: `expected ${TIERS.map((each) => `"${each}"`).join(", ")}, got ${show(tier)}`,
    });
  if (existing === true) {
    if (name === undefined)
      mistakes.push({ path: "name", problem: "expected that of the registry that is there" });
    for (const [path, value] of Object.entries({ tier, region }))
      if (value !== undefined)
        mistakes.push({ path, problem: "is for a registry that is made here" });
  }
  if (loginSeconds !== undefined && !(Number.isInteger(loginSeconds) && loginSeconds >= 60))
    mistakes.push({
      path: "loginSeconds",
      problem: `expected a whole number of 60 or more, got ${show(loginSeconds)}`,
    });
  return mistakes;
}
