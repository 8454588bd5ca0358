import { expect, vi } from "vitest";

import type { Props } from "../../../plugins/runtime/resource";
import { urnOf } from "../../support/provider-harness";
import type { DockerStack, Resource } from "../../contract/docker/docker-stack";
import type { Check } from "./checks";
import { expectedChange } from "./expected-change";
import { type Kind, touchedBy, trialInputs } from "./kinds";
import { coveredBy, topOf, treatmentAt, valueAt, withValue } from "./paths";
import type { Trial } from "./trial";

/** One trial from its creation to its end. */
export class TrialRun {
  private resource!: Resource;
  /** Of the present update. */
  private stack!: DockerStack;

  constructor(
    private readonly first: DockerStack,
    private readonly kind: Kind,
    /** Path of the property. */
    private readonly path: string,
    private readonly trial: Trial<unknown>,
    private readonly name: string,
    private readonly passed: (check: Check) => void,
  ) {}

  async run(): Promise<void> {
    const { kind, path, trial } = this;
    const { base, changed } = trialInputs(kind, path, trial, this.name);
    await this.update(async () => {
      await this.created(base);
      await this.lookedAtAgain(base);
      if (kind.import && !trial.notImported) await this.imported(base);
    });
    if (trial.byHand) await this.update(() => this.changedByHand(base));
    trial.beforeChange?.();
    await this.update(() => this.changed(changed, "change"));
    if (trial.optional !== false && !trial.onlyShown)
      await this.update(() => this.changed(this.withoutIt(changed), "without"));
    await this.update(() => this.deleted());
  }

  /** In a plugin process of its own, as the engine has one for each update. */
  private async update(work: () => Promise<void>): Promise<void> {
    this.stack = await this.first.later();
    try {
      await work();
    } finally {
      await this.stack.end();
    }
  }

  /** What the kind itself gives for the property stays, where it is one that can't be left out. */
  private withoutIt(inputs: Props): Props {
    return withValue(inputs, this.path, valueAt(this.kind.inputs(this.name), this.path));
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
      await this.expectUnchanged(withValue(inputs, this.path, value));
      this.passed("alike");
    }
    await this.expectNoDrift();
    this.passed("refresh");
  }

  /** An import, then the program as `pulumi import` writes it, then the program as it was. */
  private async imported(inputs: Props): Promise<void> {
    const { token, table, import: how } = this.kind;
    const read = await this.stack.plugin.read(token, how!.id?.(this.resource) ?? this.resource.id);
    const imported = { ...this.resource, ...read! };
    const needed = (how!.needs ?? []).map((name) => [name, inputs[name]]);
    const written = { ...Object.fromEntries(needed), ...imported.inputs } as Props;
    expect(await this.stack.diff(imported, written)).toMatchObject({ changes: "none" });
    const name = this.resource.inputs["name"];
    const { detailed } = await this.stack.diff(imported, {
      ...inputs,
      ...(name !== undefined && { name }),
    });
    // Docker doesn't keep these, so an import can't know them.
    const isUnknowable = (path: string) =>
      how!.untold?.includes(coveredBy(how!.untold, path)) ||
      table[topOf(path)]?.change === "pluginOnly";
    expect(Object.keys(detailed).filter((path) => !isUnknowable(path))).toEqual([]);
    this.passed("import");
  }

  private async changedByHand(inputs: Props): Promise<void> {
    const { docker } = this.stack;
    const { byHand, seenIn } = this.trial;
    await byHand!({ docker, resource: this.resource, id: this.resource.id, stack: this.stack });
    const seen = await this.stack.refresh(this.resource);
    if (seenIn === "gone") {
      expect(seen).toBeUndefined();
      this.resource = await this.stack.create(this.kind.token, this.name, inputs);
    } else {
      if (seen === undefined) throw new Error("refresh says that it is gone");
      await this.apply(seen, inputs, seenIn ?? [this.path]);
    }
    await this.expectInDocker("base");
    await this.expectNoDrift();
    this.passed("byHand");
  }

  private async changed(inputs: Props, check: "change" | "without"): Promise<void> {
    const touched = touchedBy(this.path, this.trial);
    const after = await this.stack.check(this.kind.token, this.name, inputs, this.resource);
    const { properties, causes } = expectedChange(this.kind, touched, this.resource.inputs, after);
    if (check === "change" && treatmentAt(this.kind.table, this.path).change !== "ignore")
      expect(properties).not.toEqual([]);
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
    paths: readonly string[],
    isMade = true,
  ): Promise<void> {
    const { stack, kind } = this;
    const diff = await stack.diff(old, inputs);
    const shown = Object.keys(diff.detailed).map((path) => coveredBy(paths, path));
    expect([...new Set(shown)].sort()).toEqual([...paths].sort());
    const after = await stack.check(kind.token, this.name, inputs, old);
    const { causes } = expectedChange(kind, paths, old.inputs, after);
    expect([...diff.replaces].sort()).toEqual(causes.map(({ property }) => property).sort());
    for (const { cause } of causes) await this.expectTold(cause);
    if (paths.length === 0 || !isMade) return;
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
    const value = await this.trial.inDocker.of(found, this.stack.docker);
    expect(value).toEqual(this.trial.inDocker[which]);
  }

  private async deleted(): Promise<void> {
    await this.stack.delete(this.resource);
    if (this.kind.deletes === false) return;
    await expect(this.kind.inspect(this.stack.docker, this.resource)).rejects.toMatchObject({
      statusCode: 404,
    });
  }
}
