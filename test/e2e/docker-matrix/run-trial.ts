import { expect, vi } from "vitest";

import type { Props } from "../../../plugins/runtime/resource";
import { urnOf } from "../../support/provider-harness";
import type { DockerStack, Resource } from "../../contract/docker/docker-stack";
import type { Check } from "./checks";
import { expectedChange } from "./expected-change";
import type { Kind } from "./kinds";
import type { Trial } from "./trial";

/** Done when a container is made, and not kept by Docker. */
const NOT_IN_DOCKER = ["attach", "start", "uploads"];

/** One trial from its creation to its end. */
export class TrialRun {
  private resource!: Resource;

  constructor(
    private readonly stack: DockerStack,
    private readonly kind: Kind,
    private readonly property: string,
    private readonly trial: Trial<unknown>,
    private readonly name: string,
    private readonly passed: (check: Check) => void,
  ) {}

  async run(): Promise<void> {
    const base = this.inputs(this.trial.base);
    const changed = { ...this.inputs(this.trial.changed), ...this.trial.changedWith };
    await this.created(base);
    await this.lookedAtAgain(base);
    if (this.kind.imports) await this.imported(base);
    if (this.trial.byHand) await this.changedByHand(base);
    await this.changed(changed, "change");
    if (this.trial.optional !== false && !this.trial.onlyShown) {
      const { [this.property]: _, ...without } = changed;
      await this.changed({ ...without, ...this.kindInput() }, "without");
    }
    await this.deleted();
  }

  private inputs(value: unknown): Props {
    return { ...this.kind.inputs, ...this.trial.with, [this.property]: value };
  }

  /** What the kind itself gives for the property, where it is one that can't be left out. */
  private kindInput(): Props {
    const value = this.kind.inputs[this.property];
    return value === undefined ? {} : { [this.property]: value };
  }

  private async created(inputs: Props): Promise<void> {
    this.resource = await this.stack.create(this.kind.token, this.name, inputs);
    expect(this.resource.notReady).toBeUndefined();
    await this.expectInDocker("base");
    this.passed("create");
  }

  private async lookedAtAgain(inputs: Props): Promise<void> {
    await this.expectUnchanged(inputs);
    this.passed("again");
    for (const value of this.trial.alike ?? []) {
      await this.expectUnchanged({ ...inputs, [this.property]: value });
      this.passed("alike");
    }
    await this.expectNoDrift();
    this.passed("refresh");
  }

  /** An import, then the program as `pulumi import` writes it, then the program as it was. */
  private async imported(inputs: Props): Promise<void> {
    const { token } = this.kind;
    const read = await this.stack.plugin.read(token, this.resource.id);
    const imported = { ...this.resource, ...read! };
    expect(await this.stack.diff(imported, imported.inputs)).toMatchObject({ changes: "none" });
    const name = this.resource.inputs["name"];
    const { diffs } = await this.stack.diff(imported, { ...inputs, name });
    expect(diffs.filter((property) => !this.isUnknowable(property))).toEqual([]);
    this.passed("import");
  }

  /** Docker doesn't keep it, so an import can't know it. */
  private isUnknowable(property: string): boolean {
    return NOT_IN_DOCKER.includes(property) || this.kind.table[property]?.change === "pluginOnly";
  }

  private async changedByHand(inputs: Props): Promise<void> {
    const { docker } = this.stack;
    await this.trial.byHand!({ docker, id: this.resource.id, stack: this.stack });
    const seen = await this.stack.refresh(this.resource);
    if (seen === undefined) throw new Error("refresh says that it is gone");
    await this.apply(seen, inputs, this.trial.seenIn ?? [this.property]);
    await this.expectInDocker("base");
    await this.expectNoDrift();
    this.passed("byHand");
  }

  private async changed(inputs: Props, check: "change" | "without"): Promise<void> {
    const touched = [this.property, ...Object.keys(this.trial.changedWith ?? {})];
    const { properties, causes } = expectedChange(this.kind, touched, this.resource.inputs, {
      name: this.resource.inputs["name"],
      ...inputs,
    });
    if (check === "change" && this.kind.table[this.property]!.change !== "ignore")
      expect(properties).toContain(this.property);
    // Made anew without the property it is as any other; that the engine is told so is enough.
    const isMade = check === "change" || causes.length === 0;
    await this.apply(this.resource, inputs, properties, isMade && !this.trial.onlyShown);
    if (!isMade || this.trial.onlyShown) return this.passed(check);
    if (check === "change") await this.expectInDocker("changed");
    else if (this.trial.inDocker && "without" in this.trial.inDocker)
      await this.expectInDocker("without");
    await this.expectUnchanged(inputs);
    await this.expectNoDrift();
    this.passed(check);
  }

  /** Shows just these properties as changed, each with what the table says, and makes the change. */
  private async apply(
    old: Resource,
    inputs: Props,
    properties: readonly string[],
    isMade = true,
  ): Promise<void> {
    const { stack, kind } = this;
    const diff = await stack.diff(old, inputs);
    expect([...diff.diffs].sort()).toEqual([...properties].sort());
    const { causes } = expectedChange(kind, properties, old.inputs, inputs);
    expect([...diff.replaces].sort()).toEqual(causes.map(({ property }) => property).sort());
    for (const { cause } of causes) await this.expectTold(cause);
    if (properties.length === 0 || !isMade) return;
    if (causes.length === 0) {
      this.resource = await stack.update(old, inputs);
      expect(this.resource.id).toBe(old.id);
    } else {
      if (diff.deleteBeforeReplace) await stack.delete(old);
      this.resource = await stack.create(kind.token, this.name, inputs);
      if (!diff.deleteBeforeReplace) {
        if (kind.freshId) expect(this.resource.id).not.toBe(old.id);
        await stack.delete(old);
      }
    }
    expect(this.resource.notReady).toBeUndefined();
  }

  /** The engine is told in a call of its own, and once for each cause. */
  private async expectTold(cause: string): Promise<void> {
    const urn = urnOf(this.kind.token, this.stack.named(this.name));
    await vi.waitFor(() => {
      const lines = this.stack.plugin.engine.lines.filter((line) => line.urn === urn);
      expect(lines.map(({ message }) => message).join("\n")).toContain(cause);
    });
  }

  private async expectUnchanged(inputs: Props): Promise<void> {
    const diff = await this.stack.diff(this.resource, inputs);
    expect({ changes: diff.changes, diffs: diff.diffs }).toEqual({ changes: "none", diffs: [] });
  }

  private async expectNoDrift(): Promise<void> {
    const found = await this.stack.refresh(this.resource);
    expect(found?.inputs).toEqual(this.resource.inputs);
  }

  private async expectInDocker(which: "base" | "changed" | "without"): Promise<void> {
    const found = await this.kind.inspect(this.stack.docker, this.resource);
    if (this.trial.inDocker === undefined) return;
    expect(this.trial.inDocker.of(found)).toEqual(this.trial.inDocker[which]);
  }

  private async deleted(): Promise<void> {
    await this.stack.delete(this.resource);
    if (!this.kind.deletes) return;
    await expect(this.kind.inspect(this.stack.docker, this.resource)).rejects.toMatchObject({
      statusCode: 404,
    });
  }
}
