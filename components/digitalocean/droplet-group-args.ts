import type { DropletArgs as OfficialArgs } from "@pulumi/digitalocean/droplet";
import type { VolumeArgs } from "@pulumi/digitalocean/volume";
import * as pulumi from "@pulumi/pulumi";
import { daemonMistakes } from "../../model/daemon-config";
import {
  volumeMistakes,
  volumeName,
  type DropletVolume,
} from "../../model/digitalocean/droplet-volume";
import { joinPath, show, type Mistake } from "../../model/mistakes";
import type { DockerHostArgs, HostTraitArgs } from "../hosts/docker-host-args";
import type { Transform } from "../transform";
import type { Network } from "./network";

/** One droplet. Plain values. */
export interface DropletSpec extends HostTraitArgs {
  /** Such as `nyc3`; one of the network's. Defaults to the network's first. Replaces. */
  region?: string;
  /** Such as `s-2vcpu-4gb`. Replaces, so that nothing has to stop meanwhile. */
  size?: string;
  /** Such as `debian-12-x64`: one that has cloud-init and apt. Replaces. */
  image?: string;
  /** Copies of the whole disk, each week or each day. Defaults to none. In place. */
  backups?: "weekly" | "daily";
  /**
   * Disks of their own, by name: what is on them outlives the droplet. Defaults to none. As a volume is one droplet's at a time, such a
   * one can only be replaced where it was taken away before, by `present`; that goes for a further volume, too.
   */
  volumes?: Readonly<Record<string, DropletVolume>>;
  /** False takes it away and keeps its volumes, so that another may take its place. Defaults to true. */
  present?: boolean;
  /** DigitalOcean's own agent, for graphs and alerts. Defaults to false. Replaces. */
  monitoring?: boolean;
}

export interface DropletGroupArgs {
  /** Where they are, and whose firewall is theirs. */
  network: Network;
  /** How many, called `<name>-1` and so on; or each by its name, which is unique in the stack. Plain values. */
  droplets: number | Readonly<Record<string, DropletSpec>>;
  /** What a droplet has that doesn't say otherwise itself; labels are joined. */
  defaults?: DropletSpec;
  /**
   * Who may log in as root, by public key. One whose key the account has already goes by its id or fingerprint. At least one.
   * Replaces all droplets.
   */
  sshKeys: {
    /** Public keys to add to the account, by a name of theirs. */
    publicKeys?: Readonly<Record<string, pulumi.Input<string>>>;
    /** Ids or fingerprints of keys that the account has. */
    ids?: readonly pulumi.Input<string>[];
  };
  /** Arguments for ssh, such as `["-i", "/path/of/key"]`. Defaults to none: an agent, or the usual files. In place. */
  sshOpts?: pulumi.Input<string>[];
  /**
   * First `/etc/docker/daemon.json`. Defaults to logs of 3 × 10 MB for each container. Replaces all droplets; `each` with
   * `docker.daemon` changes it in place.
   */
  daemon?: Readonly<Record<string, unknown>>;
  /**
   * Protects the volumes against deletion. With false they go with their droplets' place in the program, and so does what is on
   * them. Defaults to true. In place.
   */
  keepVolumes?: boolean;
  /** Seconds in which DigitalOcean has to make a droplet, or to delete it. Defaults to 600. In place. */
  activeSeconds?: number;
  /** Seconds from a droplet's first boot until its Docker has to answer. Defaults to 600. In place. */
  readySeconds?: number;
  /** Any text; another one makes all droplets anew with other host keys. Defaults to none. */
  hostKeyRotation?: string;
  /** The last word on each host's arguments. */
  each?: (args: DockerHostArgs, name: string) => DockerHostArgs;
  /** The last word on the children. */
  transforms?: { droplet?: Transform<OfficialArgs>; volume?: Transform<VolumeArgs> };
}

/** What DigitalOcean calls a droplet's volume. */
export function volumeOf(called: string, volume: string): string {
  return volumeName(pulumi.getProject(), pulumi.getStack(), called, volume);
}

/** A droplet of which all is said. */
export type WholeDroplet = DropletSpec & Required<Pick<DropletSpec, "region" | "size" | "image">>;

/** Each by its name, with what the defaults say. */
export function dropletsOf(
  name: string,
  { droplets, defaults = {}, network }: DropletGroupArgs,
): [string, WholeDroplet][] {
  const named =
    typeof droplets === "number"
      ? Array.from({ length: droplets }, (_, i): [string, DropletSpec] => [`${name}-${i + 1}`, {}])
      : Object.entries(droplets);
  return named.map(([called, spec]) => {
    const labels = { ...defaults.labels, ...spec.labels };
    const whole = { region: network.regions[0]!, ...defaults, ...said(spec), labels };
    return [called, whole as WholeDroplet];
  });
}

/** All mistakes that can be seen without asking DigitalOcean. */
export function groupMistakes(name: string, args: DropletGroupArgs): Mistake[] {
  const { droplets, sshKeys, daemon, activeSeconds, readySeconds } = args;
  const mistakes: Mistake[] = [];
  if (typeof droplets === "number" && !(Number.isInteger(droplets) && droplets >= 0))
    return [{ path: "droplets", problem: `expected a number of 0 or more, got ${show(droplets)}` }];
  for (const [called, spec] of dropletsOf(name, args)) {
    const path = typeof droplets === "number" ? "defaults" : joinPath("droplets", called);
    if (!/^[a-zA-Z0-9][a-zA-Z0-9.-]{0,52}$/.test(called))
      mistakes.push({
        path,
        problem: `expected letters, digits, dots and dashes, got ${show(called)}`,
      });
    for (const key of ["size", "image"] as const)
      if (typeof spec[key] !== "string")
        mistakes.push({
          path: joinPath(path, key),
          problem: `expected a ${key}, got ${show(spec[key])}`,
        });
    const region = args.network.regionMistake(spec.region);
    if (region !== undefined) mistakes.push({ path: joinPath(path, "region"), problem: region });
    if (spec.backups !== undefined && !["weekly", "daily"].includes(spec.backups))
      mistakes.push({
        path: joinPath(path, "backups"),
        problem: `expected "weekly" or "daily", got ${show(spec.backups)}`,
      });
    mistakes.push(
      ...volumeMistakes(joinPath(path, "volumes"), spec.volumes ?? {}, (each) =>
        volumeOf(called, each),
      ),
    );
    // The same for all of them.
    if (typeof droplets === "number") break;
  }
  if (Object.keys(sshKeys.publicKeys ?? {}).length + (sshKeys.ids ?? []).length === 0)
    mistakes.push({ path: "sshKeys", problem: "expected at least one key, got none" });
  if (daemon !== undefined) mistakes.push(...daemonMistakes(daemon, "daemon"));
  for (const [path, seconds] of Object.entries({ activeSeconds, readySeconds }))
    if (seconds !== undefined && !(seconds >= 1 && seconds <= 3600))
      mistakes.push({ path, problem: `expected a number from 1 to 3600, got ${show(seconds)}` });
  return mistakes;
}

/** An explicit undefined is not said. */
function said(spec: DropletSpec): DropletSpec {
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));
}
