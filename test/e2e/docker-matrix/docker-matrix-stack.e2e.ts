import { randomBytes } from "node:crypto";
import Docker from "dockerode";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import type { Props } from "../../../plugins/runtime/resource";
import { Checkout } from "../../support/checkout";
import { DockerState } from "../../support/docker-state";
import { succeeded, TestStack } from "../../support/test-stack";
import { DockerStack } from "../../contract/docker/docker-stack";
import { expectedChange } from "./expected-change";
import { kinds, touchedBy, trialInputs, uniqueName, type Kind } from "./kinds";
import type { Wanted } from "./program/index";
import { topOf } from "./paths";
import { isNotTried, type Trial } from "./trial";
import { makeWorld, sweepWorld, type World } from "./world";

// Some 200 resources.
vi.setConfig({ testTimeout: 600_000 });

const prefix = `slipway-matrix-${randomBytes(3).toString("hex")}`;
const docker = new Docker();

/** Every trial of the matrix as one resource of one stack. */
interface Entry {
  kind: Kind;
  name: string;
  path: string;
  trial: Trial<unknown>;
  base: Props;
  changed: Props;
  /** `base` as Check gives it. */
  checked: Props;
}

let world: World;
let checkout: Checkout;
let stack: TestStack;
let engine: DockerState;
let swarm: DockerState;
/** Only asked what Check makes of inputs. */
let plugin: DockerStack;
let entries: Entry[];

function write(which: "base" | "changed", more: readonly Wanted[] = []): void {
  const wanted = entries.map((entry) => ({
    kind: entry.kind.name,
    name: entry.name,
    args: entry[which],
    ...(entry.kind.inSwarm && { host: world.swarm.dockerHost }),
  }));
  checkout.write(
    "test/e2e/docker-matrix/program/wanted.json",
    JSON.stringify([...wanted, ...more]),
  );
}

async function allEntries(): Promise<Entry[]> {
  const all = kinds(world, (suffix) => `${prefix}-${suffix}`).flatMap((kind) =>
    Object.entries(kind.trials).flatMap(([path, trials]) =>
      isNotTried(trials)
        ? []
        : (trials as readonly Trial<unknown>[]).map((trial, index) => {
            const unique = uniqueName(path, index);
            const name = `${kind.name.slice("docker.".length)}-${unique}`.toLowerCase();
            return { kind, name, path, trial, ...trialInputs(kind, path, trial, unique) };
          }),
    ),
  );
  // Builds cost most, and what is within them is compared in one place for all: their own trials are enough.
  const own = all.filter(({ path }) => !path.startsWith("build."));
  return await Promise.all(
    own.map(async (entry) => ({
      ...entry,
      checked: await plugin.check(entry.kind.token, entry.name, entry.base),
    })),
  );
}

/** Without what only the plugin deals with: an import can't know it, so the first update writes it down. */
function importable({ table }: Kind, inputs: Props): Props {
  return Object.fromEntries(
    Object.entries(inputs).filter(([name]) => table[name]?.change !== "pluginOnly"),
  );
}

/** What a preview has to show of the change of an entry. */
async function expected({ kind, name, path, trial, checked, changed }: Entry) {
  const old = { type: kind.token, name, inputs: checked, id: "", state: {} };
  const after = await plugin.check(kind.token, name, changed, old);
  const { properties, causes } = expectedChange(kind, touchedBy(path, trial), checked, after);
  return {
    name,
    op: causes.length > 0 ? "replace" : properties.length > 0 ? "update" : "same",
    diff: [...new Set(properties.map(topOf))].sort(),
    replace: causes.map((each) => each.property).sort(),
  };
}

beforeAll(async () => {
  world = await makeWorld(docker, `${prefix}-world`);
  checkout = new Checkout();
  // The state of so many is written once, and not after each.
  stack = new TestStack(checkout.path("test/e2e/docker-matrix/program"), "test", {
    PULUMI_SKIP_CHECKPOINTS: "true",
  });
  engine = new DockerState(stack.backendUrl);
  swarm = new DockerState(stack.backendUrl, world.swarm.dockerHost);
  plugin = await DockerStack.start();
  entries = await allEntries();
  write("base");
  await stack.init();
});

afterAll(async () => {
  await engine.sweep();
  await plugin.stop();
  await sweepWorld(docker, world);
  stack.removeState();
  checkout.remove();
});

describe("a stack with every property", () => {
  it("must be created, be unchanged at the second look, and after a refresh", async () => {
    succeeded(await stack.up([], { timeoutSeconds: 550 }));
    const containers = entries.filter(({ kind }) => kind.name === "docker.Container");
    expect(await engine.containers()).toHaveLength(containers.length);
    succeeded(await stack.preview(["--expect-no-changes"]));
    succeeded(await stack.refresh(["--expect-no-changes"]));
    succeeded(await stack.preview(["--expect-no-changes"]));
  });

  it("must show for each change what the table says, and no more", async () => {
    for (const { trial } of entries) trial.beforeChange?.();
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
    expect(shown).toEqual(await Promise.all(entries.map(expected)));
  });

  it("must be imported, and then be unchanged", async () => {
    write("base");
    const sample = [
      ...["container-memory-0", "container-ports-0", "container-networksadvanced-1"],
      ...["service-labels-0", "serviceconfig-labels-0"],
    ];
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
          ...(kind.inSwarm
            ? ["--provider", `swarm=${found.provider!.replace(/::[^:]*$/, "")}`]
            : []),
          ...["--stack", stack.name],
        ]),
      );
      more.push({
        kind: kind.name,
        name: imported,
        args: { ...importable(kind, base), name: found.outputs!["name"] },
        ...(kind.inSwarm && { host: world.swarm.dockerHost }),
      });
    }
    write("base", more);
    succeeded(await stack.preview(["--expect-no-changes"]));
  });

  it("must be gone after destroy", async () => {
    succeeded(await stack.destroy());
    expect(await engine.everything()).toEqual([]);
    expect(await swarm.inSwarm()).toEqual([]);
  });
});
