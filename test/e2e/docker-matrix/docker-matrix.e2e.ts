import Docker from "dockerode";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { DockerStack } from "../../contract/docker/docker-stack";
import { kinds, uniqueName } from "./kinds";
import { narrow, numbersOfPage, writeNumbers } from "./page";
import { TrialRun } from "./run-trial";
import { tally } from "./tally";
import { isNotTried, type Trial } from "./trial";
import { makeWorld, NO_WORLD, type World } from "./world";

let stack: DockerStack;
let inSwarm: DockerStack;
let world: World;

beforeAll(async () => {
  stack = await DockerStack.start();
  world = await makeWorld(new Docker(), stack.named("world"));
  inSwarm = await DockerStack.start(world.swarm.dockerHost);
});
afterAll(async () => {
  tally.print();
  await stack.stop();
  await inSwarm.plugin.stop();
  await world.remove();
});

for (const { name, trials } of kinds(NO_WORLD, (suffix) => suffix))
  describe.concurrent(name, () => {
    for (const [property, list] of Object.entries(trials)) {
      if (isNotTried(list)) {
        tally.notTried(name, property, list.notTried);
        continue;
      }
      list.forEach(({ what }, index) => {
        it(`${property}${what === undefined ? "" : ` (${what})`}`, async () => {
          const kind = kinds(world, (suffix) => stack.named(suffix)).find(
            (each) => each.name === name,
          )!;
          const trial = (kind.trials[property] as readonly Trial<unknown>[])[index]!;
          const on = kind.inSwarm ? inSwarm : stack;
          const unique = uniqueName(property, index);
          if (trial.onlyShown) tally.onlyShown(name, property, trial.onlyShown);
          if (trial.notImported) tally.notImported(name, property, trial.notImported);
          await new TrialRun(on, kind, property, trial, unique, (check) =>
            tally.passed(check),
          ).run();
        });
      });
    }
  });

describe("docs/docker-matrix.md", () => {
  it("must have the numbers of this run; MATRIX_PAGE=write writes them", async () => {
    if (process.env["MATRIX_PAGE"] === "write") {
      const { Version, ApiVersion } = await stack.docker.version();
      writeNumbers(tally.table(), `Docker Engine ${Version}, API ${ApiVersion}`);
    }
    expect(numbersOfPage()).toEqual(tally.table().map(narrow));
  });
});
