import { setTimeout as sleep } from "node:timers/promises";

import { regionObject, type Region } from "./catalog/region-object";
import { findRegion } from "./catalog/regions";
import type { Faults } from "./faults";
import { notFound } from "./http/answer";

export interface Action {
  id: number;
  status: "in-progress" | "completed" | "errored";
  type: string;
  started_at: string;
  completed_at: string | null;
  resource_id: number | null;
  resource_type: string;
  region?: Region;
  region_slug: string | null;
}

export interface ActionSubject {
  type: string;
  resourceId: number | null;
  resourceType: string;
  region: string;
}

const FIRST_ID = 2_100_000_001;

/** What takes longer than a call: work that goes on after its answer. */
export class Actions {
  private readonly actions = new Map<number, Action>();
  private nextId = FIRST_ID;

  constructor(
    private readonly faults: Faults,
    private readonly leastMs: { create: number; other: number },
  ) {}

  /** @param settled is told how it ended; not where it hangs. */
  begin(
    { type, resourceId, resourceType, region }: ActionSubject,
    work: () => Promise<void> | void,
    settled: (status: "completed" | "errored") => void = () => undefined,
  ): Action {
    const known = findRegion(region);
    const action: Action = {
      id: this.nextId++,
      status: "in-progress",
      type,
      started_at: now(),
      completed_at: null,
      resource_id: resourceId,
      resource_type: resourceType,
      ...(known !== undefined && { region: regionObject(known) }),
      region_slug: region,
    };
    this.actions.set(action.id, action);
    void this.run(action, work, settled);
    return action;
  }

  find(id: string): Action {
    const action = this.actions.get(Number(id));
    if (action === undefined) throw notFound();
    return action;
  }

  /** The newest first. */
  all(): Action[] {
    return [...this.actions.values()].reverse();
  }

  of(resourceType: string, id: number): Action[] {
    return this.all().filter(
      (action) => action.resource_type === resourceType && action.resource_id === id,
    );
  }

  private async run(
    action: Action,
    work: () => Promise<void> | void,
    settled: (status: "completed" | "errored") => void,
  ): Promise<void> {
    const fate = this.faults.fate(action.type);
    if (fate === "hangs") return;
    let status: "completed" | "errored" = "completed";
    try {
      const { create, other } = this.leastMs;
      const leastMs = action.type === "create" ? create : other;
      const least = sleep(leastMs + this.faults.actionDelayMs);
      if (fate === "works") await work();
      else status = "errored";
      await least;
    } catch (error) {
      process.stderr.write(
        `${action.type}: ${error instanceof Error ? error.stack : String(error)}\n`,
      );
      status = "errored";
    }
    settled(status);
    Object.assign(action, { status, completed_at: now() });
  }
}

export function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}
