import { randomBytes } from "node:crypto";
import Docker from "dockerode";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Props } from "../../../plugins/runtime/resource";
import { Checkout } from "../../support/checkout";
import { DockerState } from "../../support/docker-state";
import { succeeded, TestStack } from "../../support/test-stack";
import { expectedChange } from "./expected-change";
import { kinds, type Kind } from "./kinds";
import type { Wanted } from "./program/index";
import { isNotTried, type Trial } from "./trial";
import { makeWorld, sweepWorld, type World } from "./world";

const prefix = `slipway-matrix-${randomBytes(3).toString("hex")}`;
const docker = new Docker();

/** Every trial of the matrix as one resource of one stack. */
interface Entry {
  kind: Kind;
  name: string;
  property: string;
  trial: Trial<unknown>;
  base: Props;
  changed: Props;
}

let world: World;
let checkout: Checkout;
let stack: TestStack;
let engine: DockerState;
let entries: Entry[];

function write(which: "base" | "changed", more: readonly Wanted[] = []): void {
  const wanted = entries.map((entry) => ({
    kind: entry.kind.name,
    name: entry.name,
    args: entry[which],
  }));
  checkout.write(
    "test/e2e/docker-matrix/program/wanted.json",
    JSON.stringify([...wanted, ...more]),
  );
}

function allEntries(): Entry[] {
  return kinds(world, (suffix) => `${prefix}-${suffix}`).flatMap((kind) =>
    Object.entries(kind.trials).flatMap(([property, trials]) =>
      isNotTried(trials)
        ? []
        : (trials as readonly Trial<unknown>[]).map((trial, index) => {
            const base = { ...kind.inputs, ...trial.with, [property]: trial.base };
            return {
              kind,
              name: `${kind.name.slice("docker.".length)}-${property}-${index}`.toLowerCase(),
              property,
              trial,
              base,
              changed: { ...base, [property]: trial.changed, ...trial.changedWith },
            };
          }),
    ),
  );
}

beforeAll(async () => {
  world = await makeWorld(docker, `${prefix}-world`);
  checkout = new Checkout();
  stack = new TestStack(checkout.path("test/e2e/docker-matrix/program"), "test");
  engine = new DockerState(stack.backendUrl);
  entries = allEntries();
  write("base");
  await stack.init();
});

afterAll(async () => {
  await engine.sweep();
  await sweepWorld(docker, world);
  stack.removeState();
  checkout.remove();
});

describe("a stack with every property", () => {
  it("must be created, be unchanged at the second look, and after a refresh", async () => {
    succeeded(await stack.up());
    const containers = entries.filter(({ kind }) => kind.name === "docker.Container");
    expect(await engine.containers()).toHaveLength(containers.length);
    succeeded(await stack.preview(["--expect-no-changes"]));
    succeeded(await stack.refresh(["--expect-no-changes"]));
    succeeded(await stack.preview(["--expect-no-changes"]));
  });

  it("must show for each change what the table says, and no more", async () => {
    write("changed");
    const { stdout } = succeeded(await stack.preview(["--json"]));
    const { steps } = JSON.parse(stdout) as {
      steps: { op: string; urn: string; replaceReasons?: string[]; diffReasons?: string[] }[];
    };
    const shown = entries.map((entry) => {
      const own = steps.filter(
        ({ urn, op }) =>
          urn.endsWith(`::${entry.name}`) &&
          !["create-replacement", "delete-replaced"].includes(op),
      );
      return {
        name: entry.name,
        // What stays the same isn't listed.
        op: own.map(({ op }) => op).join() || "same",
        diff: own.flatMap(({ diffReasons }) => diffReasons ?? []).sort(),
        replace: own.flatMap(({ replaceReasons }) => replaceReasons ?? []).sort(),
      };
    });
    const expected = entries.map(({ kind, name, property, trial, base, changed }) => {
      const touched = [property, ...Object.keys(trial.changedWith ?? {})];
      const { properties, causes } = expectedChange(kind, touched, base, changed);
      return {
        name,
        op: causes.length > 0 ? "replace" : properties.length > 0 ? "update" : "same",
        diff: properties.sort(),
        replace: causes.map((each) => each.property).sort(),
      };
    });
    expect(shown).toEqual(expected);
  });

  it("must be imported, and then be unchanged", async () => {
    write("base");
    const sample = ["container-memory-0", "container-ports-0", "container-networksadvanced-1"];
    const resources = await stack.resources();
    const more: Wanted[] = [];
    for (const name of sample) {
      const { kind, base } = entries.find((entry) => entry.name === name)!;
      const found = resources.find(({ urn }) => urn.endsWith(`::${name}`))!;
      const imported = `imported-${name}`;
      succeeded(
        await stack.pulumi([
          ...["import", kind.token, imported, found.id!],
          ...["--yes", "--skip-preview", "--generate-code=false", "--protect=false"],
          ...["--stack", stack.name],
        ]),
      );
      more.push({
        kind: kind.name,
        name: imported,
        args: { ...base, name: found.outputs!["name"] },
      });
    }
    write("base", more);
    succeeded(await stack.preview(["--expect-no-changes"]));
  });

  it("must be gone after destroy", async () => {
    succeeded(await stack.destroy());
    expect(await engine.everything()).toEqual([]);
  });
});
