import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

import { parseDockerAddress } from "../../model/docker-endpoint";
import type { ConnectionArgs } from "../../plugins/slipway/sdk/connection-args";
import type { DockerEngineArgs } from "../../plugins/slipway/sdk/docker-engine";
import type { ReadinessArgs } from "../../plugins/slipway/sdk/readiness";
import { joinPath, type Mistake } from "../../model/mistakes";
import { checkSshHostKey, pinHostKeys } from "../../model/ssh-host-key";
import type { HostTraits } from "../../model/targeting";
import { isDeferred } from "../inputs";
import type { Transform } from "../transform";

export interface HostTraitArgs {
  /** What it is for, such as `web`. Plain values. Defaults to none. */
  roles?: readonly string[];
  /** Plain values. Defaults to none. */
  labels?: Readonly<Record<string, string>>;
  /** Such as `prod`. A plain value. Defaults to none. */
  environment?: string;
  /** Where it stands, such as `nyc3`. A plain value. Defaults to none. */
  region?: string;
}

export interface DockerHostArgs extends HostTraitArgs {
  /**
   * Where the engine listens: `unix:///path/to.sock`, `ssh://user@host[:port][/path/to.sock]`, `tcp://host:port`, or
   * `npipe:////./pipe/docker_engine` on Windows. Defaults to what the docker CLI would use: DOCKER_HOST, the current
   * context, or the local socket. A change moves everything on the host to the other engine.
   */
  host?: pulumi.Input<string>;
  /**
   * Public keys of a host that is reached by ssh (`ssh-ed25519 AAAA…`); no other is let in. Defaults to what
   * known_hosts has. Needs OpenSSH 8.5. Updates in place.
   */
  hostKey?: pulumi.Input<string> | pulumi.Input<string>[];
  /** More arguments for ssh, such as `["-i", "/path/of/key"]`. Updates in place. */
  sshOpts?: pulumi.Input<string>[];
  /** Folder with ca.pem, cert.pem and key.pem, for TLS. Updates in place. */
  certPath?: pulumi.Input<string>;
  /** The engine's CA certificate, PEM, for TLS. Kept as a secret, like the next two. Updates in place. */
  caMaterial?: pulumi.Input<string>;
  /** The client's certificate, PEM, for TLS. Updates in place. */
  certMaterial?: pulumi.Input<string>;
  /** The client's key, PEM, for TLS. Updates in place. */
  keyMaterial?: pulumi.Input<string>;
  /**
   * Waits until the host answers and its engine runs and is new enough, before anything is made there; gives `facts`. True
   * for the defaults. Defaults to false: the first thing that is made finds out. Updates in place.
   */
  ready?: boolean | Pick<ReadinessArgs, "deadlineSeconds" | "minEngineVersion">;
  /**
   * Installs Docker where it is missing and manages keys of daemon.json: by ssh, as root or by a sudo that asks nothing. True
   * for installing alone. Defaults to false. Updates in place.
   */
  docker?: boolean | Pick<DockerEngineArgs, "install" | "daemon">;
  /**
   * The resource that is the machine, where this stack makes it, such as a droplet. The host waits for it; when it is
   * deleted, what is on the host counts as deleted with it, without asking the host (`deletedWith`). Defaults to none:
   * a host that leaves the program lives on, and what was on it is really removed.
   */
  machine?: pulumi.Resource;
  /** Other resources that must be there before the host is looked at or set up. Defaults to none. */
  after?: readonly pulumi.Resource[];
  /** The last word on the children. */
  transforms?: { provider?: Transform<docker.ProviderArgs> };
}

const MATERIALS = ["caMaterial", "certMaterial", "keyMaterial"] as const;
const TLS = ["certPath", ...MATERIALS] as const;
const SSH = ["hostKey", "sshOpts"] as const;

/** Arguments of the provider that have a part in how it connects. */
const CONNECTION = ["host", "context", "sshOpts", ...TLS] as const;

/** All mistakes in what is known now. */
export function hostMistakes(args: DockerHostArgs): Mistake[] {
  const { host } = args;
  const mistakes: Mistake[] = hostKeys(args).flatMap((key, index) => {
    const problem = isDeferred(key) ? undefined : checkSshHostKey(key);
    const path = Array.isArray(args.hostKey) ? joinPath("hostKey", index) : "hostKey";
    return problem === undefined ? [] : [{ path, problem }];
  });
  if (host === undefined || isDeferred(host)) return mistakes;
  const address = parseDockerAddress(host);
  if ("problem" in address) return [{ path: "host", problem: address.problem }, ...mistakes];
  const wrong = (names: readonly (keyof DockerHostArgs)[], scheme: string) =>
    names
      .filter((name) => args[name] !== undefined)
      .map((path) => ({ path, problem: `is for ${scheme} hosts, and host is ${host}` }));
  return [
    ...mistakes,
    ...(address.kind === "ssh" ? [] : wrong(SSH, "ssh://")),
    ...(address.kind === "tcp" ? [] : wrong(TLS, "tcp://")),
  ];
}

/** What selectors see of a host. */
export function traitsOf(name: string, args: HostTraitArgs): HostTraits {
  return {
    name,
    roles: args.roles ?? [],
    labels: args.labels ?? {},
    ...(args.environment !== undefined && { environment: args.environment }),
    ...(args.region !== undefined && { region: args.region }),
  };
}

/** The provider's arguments, as the official plugin takes them too. */
export function providerArgs(
  args: DockerHostArgs,
  host: pulumi.Input<string> | undefined,
): docker.ProviderArgs {
  const keys = hostKeys(args);
  const given = args.sshOpts ?? [];
  const pinned =
    keys.length > 0 ? pulumi.all(keys).apply((known) => pinHostKeys(known)) : undefined;
  const sshOpts = pinned
    ? pulumi.all([pinned, pulumi.all(given)]).apply(([pin, more]) => [...pin, ...more])
    : args.sshOpts;
  return {
    ...(host !== undefined && { host }),
    ...(sshOpts !== undefined && { sshOpts }),
    ...(args.certPath !== undefined && { certPath: args.certPath }),
    ...secretMaterials(args),
  };
}

/** What of the provider's arguments is the way to the host; undefined where nothing is. */
export function connectionOf(args: docker.ProviderArgs): ConnectionArgs | undefined {
  const given = CONNECTION.filter((name) => args[name] !== undefined);
  if (given.length === 0) return undefined;
  return Object.fromEntries(given.map((name) => [name, args[name]]));
}

/** The arguments as they stand in the component's own state and in previews. */
export function recordedArgs({
  transforms: _,
  machine: __,
  after: ___,
  ...args
}: DockerHostArgs): pulumi.Inputs {
  return { ...args, ...secretMaterials(args) };
}

function secretMaterials(args: DockerHostArgs): Record<string, pulumi.Output<string>> {
  return Object.fromEntries(
    MATERIALS.flatMap((name) => {
      const pem = args[name];
      return pem === undefined ? [] : [[name, pulumi.secret(pem)]];
    }),
  );
}

function hostKeys({ hostKey }: DockerHostArgs): pulumi.Input<string>[] {
  if (hostKey === undefined) return [];
  return Array.isArray(hostKey) ? hostKey : [hostKey];
}
