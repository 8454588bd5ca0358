import { show, type Mistake } from "../model/mistakes";
import type { StackValues } from "./schema";

type Wrong = (path: string, problem: string) => void;
type Cloud = NonNullable<StackValues["digitalocean"]>;

/** What of a stack's values doesn't go together, each of which is right by itself. */
export function engineMistakes(values: StackValues, hasToken: boolean): Mistake[] {
  const { engine, digitalocean, digestsOnly } = values;
  const mistakes: Mistake[] = [];
  const wrong: Wrong = (path, problem) => mistakes.push({ path, problem });
  if (engine === "docker" && digitalocean !== undefined)
    wrong("digitalocean", 'is for "swarm" and "kubernetes": "docker" is one host, named by `host`');
  if (engine !== "docker") atDigitalOcean(values, wrong);
  if (digitalocean !== undefined) {
    if (!hasToken)
      wrong(
        "digitalocean",
        "there is no token for DigitalOcean: set DIGITALOCEAN_TOKEN, or `pulumi config set --secret digitalocean:token`",
      );
    if (engine === "kubernetes") clusterMistakes(digitalocean, wrong);
    else swarmMistakes(digitalocean, wrong);
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

function atDigitalOcean(values: StackValues, wrong: Wrong): void {
  const { engine, digitalocean, host, gateway } = values;
  if (host !== undefined)
    wrong("host", `is for engine "docker"; what "${engine}" runs on is in \`digitalocean\``);
  if (digitalocean === undefined)
    wrong(
      "digitalocean",
      engine === "swarm"
        ? "expected the swarm's hosts, such as { regions: [nyc3], size: s-2vcpu-4gb, sshKeys: … }, got nothing"
        : 'expected the cluster\'s nodes, such as { regions: [nyc3], size: s-2vcpu-4gb, workers: 3, kubernetesVersion: "1.33" }, got nothing',
    );
  const own = `got nothing: ${engine === "swarm" ? "a swarm's hosts build" : "a cluster builds"} none`;
  for (const [path, image] of imagesOf(values))
    if (image === undefined && (engine === "swarm" || path === "image"))
      wrong(path, `expected an image in a registry that all hosts reach, ${own}`);
  if (engine === "kubernetes" && gateway.image !== undefined)
    wrong(
      "gateway.image",
      "leave it out: on a cluster DigitalOcean's load balancer leads to the pods",
    );
}

function swarmMistakes({ managers, sshKeys, kubernetesVersion }: Cloud, wrong: Wrong): void {
  if (managers !== undefined && managers % 2 === 0)
    wrong(
      "digitalocean.managers",
      `expected 1, 3, 5 or 7, got ${managers}: of an even number no more may fail than of one less`,
    );
  if (Object.keys(sshKeys).length === 0)
    wrong("digitalocean.sshKeys", "expected at least one key, got none");
  if (kubernetesVersion !== undefined)
    wrong("digitalocean.kubernetesVersion", 'is for engine "kubernetes"; leave it out');
}

function clusterMistakes(cloud: Cloud, wrong: Wrong): void {
  const { regions, workers, kubernetesVersion, sshFrom, sshKeys, sshOpts } = cloud;
  if (regions.length > 1)
    wrong(
      "digitalocean.regions",
      `expected one region, which a cluster is in, got ${regions.join(" and ")}`,
    );
  if (workers === 0)
    wrong("digitalocean.workers", "expected 1 or more, which are the cluster's nodes, got 0");
  if (kubernetesVersion === undefined)
    wrong(
      "digitalocean.kubernetesVersion",
      'expected a version in quotes, such as "1.33", got nothing',
    );
  const { image, managers, backups, healthIntervalSeconds } = cloud;
  const ssh = {
    sshFrom: sshFrom.length || undefined,
    sshKeys: Object.keys(sshKeys).length || undefined,
    sshOpts: sshOpts.length || undefined,
  };
  for (const [key, said] of Object.entries({
    ...{ image, managers, backups, healthIntervalSeconds },
    ...ssh,
  }))
    if (said !== undefined) wrong(`digitalocean.${key}`, 'is for engine "swarm"; leave it out');
}

function imagesOf({ image, gateway }: StackValues): [string, string | undefined][] {
  return [
    ["image", image],
    ["gateway.image", gateway.image],
  ];
}
