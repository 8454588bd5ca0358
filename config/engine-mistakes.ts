import { show, type Mistake } from "../model/mistakes";
import type { StackValues } from "./schema";

/** What of a stack's values doesn't go together, each of which is right by itself. */
export function engineMistakes(values: StackValues, hasToken: boolean): Mistake[] {
  const { engine, digitalocean, host, digestsOnly } = values;
  const mistakes: Mistake[] = [];
  const wrong = (path: string, problem: string) => mistakes.push({ path, problem });
  if (engine === "kubernetes")
    wrong(
      "engine",
      'this program runs workloads on a Docker host ("docker") or on hosts at DigitalOcean ("swarm"); on "kubernetes" it doesn\'t yet',
    );
  if (engine === "docker" && digitalocean !== undefined)
    wrong("digitalocean", 'is for engine "swarm": "docker" is one host, named by `host`');
  if (engine === "swarm") {
    if (host !== undefined)
      wrong("host", 'is for engine "docker": a swarm\'s hosts are in `digitalocean`');
    if (digitalocean === undefined)
      wrong(
        "digitalocean",
        "expected the swarm's hosts, such as { regions: [nyc3], size: s-2vcpu-4gb, sshKeys: … }, got nothing",
      );
    for (const [path, image] of imagesOf(values))
      if (image === undefined)
        wrong(
          path,
          "expected an image in a registry that all hosts reach, got nothing: a swarm's hosts build none",
        );
  }
  if (digitalocean !== undefined) {
    if (!hasToken)
      wrong(
        "digitalocean",
        "there is no token for DigitalOcean: set DIGITALOCEAN_TOKEN, or `pulumi config set --secret digitalocean:token`",
      );
    if (digitalocean.managers % 2 === 0)
      wrong(
        "digitalocean.managers",
        `expected 1, 3, 5 or 7, got ${digitalocean.managers}: of an even number no more may fail than of one less`,
      );
    if (Object.keys(digitalocean.sshKeys).length === 0)
      wrong("digitalocean.sshKeys", "expected at least one key, got none");
  }
  if (digestsOnly)
    for (const [path, image] of imagesOf(values))
      if (image !== undefined && !/@sha256:[0-9a-f]{64}$/.test(image))
        wrong(
          path,
          `expected an image by digest (…@sha256:…), as digestsOnly says, got ${show(image)}`,
        );
  return mistakes;
}

function imagesOf({ image, gateway }: StackValues): [string, string | undefined][] {
  return [
    ["image", image],
    ["gateway.image", gateway.image],
  ];
}
