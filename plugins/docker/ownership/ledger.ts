import type { Engine } from "../client/engine";
import type { EngineContainerSummary, EngineVolume } from "../client/engine-types";
import { OWNER_LABEL, PREVIOUS_LABEL, SPEC_LABEL, URN_LABEL } from "../../../model/docker-labels";
import { leftBehind, type OwnedContainer } from "./left-behind";

/**
 * What this process knows of the running update. The engine starts a plugin afresh for each command and asks Check,
 * with the old inputs, about every resource in state before it creates anything for it; so the name that state holds
 * is known here by the time of a create. See left-behind.ts for what it is needed for.
 */
export class Ledger {
  private readonly nameInState = new Map<string, string>();
  /** Ids of containers that this process made, adopted, keeps or has removed. */
  private readonly dealtWith = new Set<string>();
  private readonly adoptedAs = new Map<string, string>();
  private readonly taken = new Set<string>();
  private readonly deletedUrns = new Set<string>();
  private readonly releasedTags = new Set<string>();
  private readonly turns = new Map<string, Promise<unknown>>();
  private volumes: Promise<EngineVolume[]> | undefined;
  private owned: Promise<OwnedContainer[]> | undefined;

  /** Check was asked about a resource that state has under this name. */
  rememberInState(urn: string, name: unknown): void {
    if (typeof name === "string") this.nameInState.set(urn, name);
  }

  nameInStateOf(urn: string): string | undefined {
    return this.nameInState.get(urn);
  }

  /** A container or network made, adopted or kept by this process: it is never a left-over. */
  rememberMade(id: string): void {
    this.dealtWith.add(id);
  }

  /** A network or volume that was left behind and is taken on as it is; a delete that means its former self spares it. */
  rememberTaken(id: string): void {
    this.taken.add(id);
    this.dealtWith.add(id);
  }

  isTaken(id: string): boolean {
    return this.taken.has(id);
  }

  /** True for what this process made, adopted or removed: no left-over any more. */
  isDealtWith(id: string): boolean {
    return this.dealtWith.has(id);
  }

  /** A left-over that is gone now, though the list still has it. */
  rememberRemoved(id: string): void {
    this.dealtWith.add(id);
  }

  /** The engine has had this URN's old container deleted, before the new one is made. */
  rememberUrnDeleted(urn: string): void {
    this.deletedUrns.add(urn);
  }

  isUrnDeleted(urn: string): boolean {
    return this.deletedUrns.has(urn);
  }

  /** A left-over was taken on under a new name; a delete that means its former self must leave it. */
  rememberAdopted(id: string, name: string): void {
    this.dealtWith.add(id);
    this.adoptedAs.set(id, name);
  }

  /** True where `id` now belongs to a newer incarnation than the one that state called `name`. */
  isAdoptedByAnother(id: string, name: unknown): boolean {
    const adopted = this.adoptedAs.get(id);
    return adopted !== undefined && adopted !== name;
  }

  /** This process pushed to a registry's tag, or has been told that nobody needs it any more. */
  noteTag(tag: string, needed: boolean): void {
    if (needed) this.releasedTags.delete(tag);
    else this.releasedTags.add(tag);
  }

  /** True for a tag that only stays because another has the same manifest. */
  isReleasedTag(tag: string): boolean {
    return this.releasedTags.has(tag);
  }

  /**
   * Begins to look for what interrupted runs left, without anybody waiting for it: the engine asks Check about one resource
   * after the other, so logins that only began there would follow each other, host by host.
   */
  lookAhead(engine: () => Promise<Engine>, owner: string): void {
    this.allOwned(engine, owner).catch(() => undefined); // whoever needs it asks again, and is told why
  }

  /** Containers of this URN that an interrupted run left and that state doesn't know of. */
  async leftBehind(engine: Engine, owner: string, urn: string): Promise<OwnedContainer[]> {
    return this.notInState(await this.allOwned(async () => engine, owner), urn);
  }

  /** One list for the whole process: only earlier, interrupted runs can have left anything. */
  private async allOwned(
    engine: () => Promise<Engine>,
    owner: string,
  ): Promise<readonly OwnedContainer[]> {
    this.owned ??= engine()
      .then((there) => there.listContainers([`${OWNER_LABEL}=${owner}`]))
      .then((containers) => containers.map(ownedContainer));
    try {
      return await this.owned;
    } catch (error) {
      this.owned = undefined;
      throw error;
    }
  }

  /** Those of a URN's things that an interrupted run left and that state doesn't know of, newest first. */
  notInState(owned: readonly OwnedContainer[], urn: string): OwnedContainer[] {
    return leftBehind(owned, {
      urn,
      liveName: this.nameInState.get(urn),
      namesInState: new Set(this.nameInState.values()),
      dealtWith: this.dealtWith,
    });
  }

  /** Volumes of this owner as they were when the process began: what an interrupted run left is among them. */
  async volumesBefore(engine: Engine, owner: string): Promise<EngineVolume[]> {
    this.volumes ??= engine.listVolumes({ label: [`${OWNER_LABEL}=${owner}`] });
    try {
      return await this.volumes;
    } catch (error) {
      this.volumes = undefined;
      throw error;
    }
  }

  /** Looks again at the next question, after a name turned out to be taken. */
  forgetList(): void {
    this.owned = undefined;
  }

  /** Runs the work on one URN one after the other: a delete mustn't overtake an adoption. */
  async inTurn<T>(urn: string, work: () => Promise<T>): Promise<T> {
    const before = this.turns.get(urn) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.turns.set(urn, mine);
    try {
      return await mine;
    } finally {
      if (this.turns.get(urn) === mine) this.turns.delete(urn);
    }
  }
}

function ownedContainer(container: EngineContainerSummary): OwnedContainer {
  const labels = container.Labels ?? {};
  return {
    id: container.Id,
    name: (container.Names[0] ?? "").slice(1),
    urn: labels[URN_LABEL] ?? "",
    spec: labels[SPEC_LABEL],
    previous: labels[PREVIOUS_LABEL],
    state: container.State,
    created: container.Created,
  };
}
