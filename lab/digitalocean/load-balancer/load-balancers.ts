import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";

import { checkoutRoot } from "../../../toolchain/paths";
import { Bridge } from "../../bridge";
import { call, callQuietly } from "../../system-call";
import { now } from "../actions";
import { regionObject } from "../catalog/region-object";
import { findRegion } from "../catalog/regions";
import type { Droplet } from "../droplet/droplet";
import { notFound, unprocessable } from "../http/answer";
import { addressText } from "../network/ranges";
import type { Vpc } from "../network/vpcs";
import type { World } from "../world";
import type { BalancerSpec } from "./balancer-spec";
import { proxyPlan } from "./proxy-plan";

export interface LoadBalancer {
  readonly id: string;
  spec: BalancerSpec;
  status: "new" | "active" | "errored";
  readonly createdAt: string;
  readonly vpc: Vpc;
  readonly index: number;
  readonly publicAddress: string;
  readonly privateNumber: number;
  readonly privateAddress: string;
  proxy: ChildProcess | undefined;
  sent: string;
  readonly lost: Droplet[];
  /** Ids of those that its checks found well. */
  sendsTo: readonly number[];
}

/** The account's load balancers: processes with an address on the lab's network, and one in a VPC. */
export class LoadBalancers {
  private readonly balancers = new Map<string, LoadBalancer>();

  constructor(private readonly world: World) {}

  all(): LoadBalancer[] {
    return [...this.balancers.values()];
  }

  get(id: string): LoadBalancer {
    const balancer = this.balancers.get(id);
    if (balancer === undefined) throw notFound();
    return balancer;
  }

  create(spec: BalancerSpec, vpc: Vpc): LoadBalancer {
    this.check(spec);
    if (this.all().some((each) => each.spec.name === spec.name))
      throw unprocessable("Load balancer name must be unique.");
    const index = this.world.droplets.indexes.take();
    const privateNumber = vpc.addresses.take();
    if (index === undefined || privateNumber === undefined)
      throw unprocessable("There are no free addresses left.");
    const balancer: LoadBalancer = {
      ...{ spec, vpc, index, privateNumber },
      id: randomUUID(),
      status: "new",
      createdAt: now(),
      publicAddress: Bridge.of(this.world.settings.lab.bridge).address(index),
      privateAddress: addressText(privateNumber),
      proxy: undefined,
      sent: "",
      lost: [],
      sendsTo: [],
    };
    this.balancers.set(balancer.id, balancer);
    const subject = { resourceId: null, resourceType: "load_balancer", region: spec.region };
    this.world.actions.begin(
      { ...subject, type: "create" },
      () => this.start(balancer),
      (status) => (balancer.status = status === "completed" ? "active" : "errored"),
    );
    return balancer;
  }

  change(balancer: LoadBalancer, spec: BalancerSpec): void {
    this.check(spec);
    balancer.spec = spec;
  }

  delete(balancer: LoadBalancer): void {
    this.balancers.delete(balancer.id);
    this.stop(balancer);
    this.world.droplets.indexes.give(balancer.index);
    balancer.vpc.addresses.give(balancer.privateNumber);
  }

  /** Those that get something to do, if they are well. */
  backendsOf({ spec, vpc }: LoadBalancer): Droplet[] {
    return (
      this.world.droplets
        .all()
        // One is told of as soon as it has booted, when it still counts as new.
        .filter((droplet) => droplet.vpc === vpc && droplet.host !== undefined)
        .filter(({ id, tags }) =>
          spec.tag ? tags.has(spec.tag) : (spec.droplet_ids ?? []).includes(id),
        )
    );
  }

  /** A droplet will be gone, and nobody takes it out: only their checks tell. */
  lose(droplet: Droplet): void {
    for (const balancer of this.all())
      if (this.backendsOf(balancer).includes(droplet)) balancer.lost.push(droplet);
  }

  /** Tells each what has changed for it. */
  async refresh(): Promise<void> {
    await Promise.all(this.all().map((balancer) => this.send(balancer)));
  }

  private check({ forwarding_rules, droplet_ids, tag }: BalancerSpec): void {
    if (tag && droplet_ids?.length)
      throw unprocessable("Only one of tag and droplet_ids may be given.");
    const ports = forwarding_rules.map(({ entry_port }) => entry_port);
    if (new Set(ports).size < ports.length)
      throw unprocessable("forwarding_rules: each entry port may be there once.");
    for (const rule of forwarding_rules) {
      const terminates = rule.entry_protocol === "https" && !rule.tls_passthrough;
      if (terminates && this.world.certificates.find(rule.certificate_id) === undefined)
        throw unprocessable("forwarding_rules: certificate_id or tls_passthrough is required.");
    }
  }

  private async start(balancer: LoadBalancer): Promise<void> {
    const file = join(checkoutRoot(), "lab/digitalocean/load-balancer/proxy.ts");
    const loader = join(checkoutRoot(), "toolchain/load-bundle.cjs");
    const script = `require(${JSON.stringify(loader)})(${JSON.stringify(file)}).main()`;
    const label = join(this.world.settings.lab.dir, `balancer-${balancer.id}`);
    const proxy = spawn("unshare", ["--net", process.execPath, "-e", script, label], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      cwd: "/",
    });
    balancer.proxy = proxy;
    await once(proxy, "message");
    proxy.on("message", (said: "done" | readonly number[]) => {
      if (said !== "done") balancer.sendsTo = said;
    });
    this.plugIn(balancer, proxy.pid!);
    await this.send(balancer);
  }

  /** It is on the lab's network, and in its VPC. */
  private plugIn(balancer: LoadBalancer, pid: number): void {
    const { index, publicAddress, privateAddress, vpc } = balancer;
    const bridge = Bridge.of(this.world.settings.lab.bridge);
    const cable = bridge.cable(index);
    const inside = (...args: string[]) =>
      call("nsenter", `--net=/proc/${pid}/ns/net`, "ip", ...args);
    call("ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", String(pid));
    call("ip", "link", "set", cable, "master", bridge.device, "up");
    this.world.net.plugIn(vpc.bridge, `b${index}`, pid);
    inside("link", "set", "lo", "up");
    // As a host has it: whoever had the address before doesn't linger in anybody's memory.
    inside("link", "set", "eth0", "address", hardwareAddress(publicAddress));
    inside("link", "set", "eth1", "address", hardwareAddress(privateAddress));
    inside("address", "add", `${publicAddress}/24`, "dev", "eth0");
    inside("address", "add", `${privateAddress}/${vpc.range.prefix}`, "dev", "eth1");
    inside("link", "set", "eth0", "up");
    inside("link", "set", "eth1", "up");
    inside("route", "add", "default", "via", bridge.machine);
  }

  private async send(balancer: LoadBalancer): Promise<void> {
    const { proxy, spec, lost } = balancer;
    if (proxy?.connected !== true) return;
    const backends = [...this.backendsOf(balancer), ...lost].map(({ id, privateAddress }) => ({
      ...{ id, address: privateAddress },
    }));
    const plan = proxyPlan(spec, backends, (id) => this.world.certificates.find(id)?.tls);
    const text = JSON.stringify(plan);
    if (text === balancer.sent) return;
    balancer.sent = text;
    const done = new Promise<void>((resolve) => {
      const hear = (said: unknown) => {
        if (said !== "done") return;
        proxy.off("message", hear);
        resolve();
      };
      proxy.on("message", hear);
      proxy.once("exit", () => resolve());
    });
    proxy.send(plan);
    await done;
  }

  private stop({ proxy, index }: LoadBalancer): void {
    callQuietly("ip", "link", "delete", Bridge.of(this.world.settings.lab.bridge).cable(index));
    proxy?.kill("SIGKILL");
  }
}

function hardwareAddress(address: string): string {
  const parts = address.split(".").map((part) => Number(part).toString(16).padStart(2, "0"));
  return ["02", ...parts, "01"].join(":");
}

export function balancerObject(world: World, balancer: LoadBalancer): object {
  const { id, spec, status, createdAt, publicAddress, vpc } = balancer;
  const {
    region,
    tag,
    droplet_ids: _,
    vpc_uuid: __,
    project_id,
    firewall,
    size: ___,
    ...rest
  } = spec;
  return {
    ...rest,
    id,
    ip: status === "active" ? publicAddress : "",
    ipv6: "",
    size: "lb-small",
    status,
    created_at: createdAt,
    region: regionObject(findRegion(region)!),
    tag: tag ?? "",
    droplet_ids: tag
      ? world.loadBalancers.backendsOf(balancer).map((droplet) => droplet.id)
      : (spec.droplet_ids ?? []),
    vpc_uuid: vpc.id,
    project_id: project_id ?? world.projects.defaultId,
    disable_lets_encrypt_dns_records: spec.disable_lets_encrypt_dns_records ?? false,
    firewall: firewall ?? { allow: [], deny: [] },
  };
}
