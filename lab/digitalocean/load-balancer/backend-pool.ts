import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";

import type { Backend, ProxyPlan } from "./proxy-plan";

/** A backend and how it is. */
export interface Member extends Backend {
  healthy: boolean;
  /** Checks in a row that said otherwise. */
  against: number;
  connections: number;
  checked: boolean;
}

/** The backends of a load balancer, and which of them get something to do. */
export class BackendPool {
  private members: Member[] = [];
  private timer: NodeJS.Timeout | undefined;
  private turn = 0;

  /** @param told hears the ids of the healthy ones when others are. */
  constructor(
    private plan: ProxyPlan,
    private readonly told: (ids: number[]) => void = () => undefined,
  ) {
    this.update(plan);
  }

  /** Those that stay keep their health. */
  update(plan: ProxyPlan): void {
    const checkedAlike = JSON.stringify(plan.health) === JSON.stringify(this.plan.health);
    this.plan = plan;
    this.members = plan.backends.map((backend) => {
      const known = this.members.find(
        ({ id, address }) => id === backend.id && address === backend.address,
      );
      if (known !== undefined) return checkedAlike ? known : { ...known, checked: false };
      return { ...backend, healthy: false, against: 0, connections: 0, checked: false };
    });
    clearInterval(this.timer);
    const every = plan.health.check_interval_seconds * 1000;
    this.timer = setInterval(() => this.checkAll(() => true), every);
    this.tell();
    // A new one waits no whole interval for its first check.
    this.checkAll(({ checked }) => !checked);
  }

  /** Healthy ones, in the order in which they are to be tried; the preferred one first. */
  candidates(preferred?: number): Member[] {
    const healthy = this.members.filter((member) => member.healthy);
    const first = this.plan.leastConnections ? 0 : this.turn++ % Math.max(1, healthy.length);
    const turned = [...healthy.slice(first), ...healthy.slice(0, first)];
    if (this.plan.leastConnections) turned.sort((a, b) => a.connections - b.connections);
    const own = turned.find(({ id }) => id === preferred);
    return own === undefined ? turned : [own, ...turned.filter((member) => member !== own)];
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private checkAll(which: (member: Member) => boolean): void {
    for (const member of this.members.filter(which))
      void this.check(member).then((good) => this.note(member, good));
  }

  private note(member: Member, good: boolean): void {
    const { healthy_threshold, unhealthy_threshold } = this.plan.health;
    if (!member.checked) member.healthy = good;
    member.against = good === member.healthy ? 0 : member.against + 1;
    const threshold = good ? healthy_threshold : unhealthy_threshold;
    if (member.against >= threshold) {
      member.healthy = good;
      member.against = 0;
    }
    member.checked = true;
    this.tell();
  }

  private tell(): void {
    this.told(this.members.filter(({ healthy }) => healthy).map(({ id }) => id));
  }

  private check({ address }: Member): Promise<boolean> {
    const { protocol, port, path, response_timeout_seconds } = this.plan.health;
    const timeout = response_timeout_seconds * 1000;
    return new Promise((resolve) => {
      if (protocol === "tcp") {
        const socket = connect({ host: address, port, timeout });
        const end = (good: boolean) => {
          socket.destroy();
          resolve(good);
        };
        socket.once("connect", () => end(true));
        socket.once("timeout", () => end(false));
        socket.once("error", () => end(false));
        return;
      }
      const ask = protocol === "https" ? httpsRequest : httpRequest;
      const call = ask(
        { host: address, port, path, timeout, agent: false, rejectUnauthorized: false },
        (response) => {
          response.resume();
          const { statusCode = 0 } = response;
          resolve(statusCode >= 200 && statusCode < 400);
        },
      );
      call.once("timeout", () => call.destroy(new Error("no answer")));
      call.once("error", () => resolve(false));
      call.end();
    });
  }
}
