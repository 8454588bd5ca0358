import { describe, expect, it } from "vitest";
import { compareAll } from "../../support/compose-difference";
import { composeCases, ours, recorded } from "../../support/compose-corpus";
import {
  COMPOSE_VERSION,
  composeConfig,
  hasGo,
  referenceCompose,
} from "../../support/docker-compose";

// To build Docker Compose takes minutes, once.
const BUILD_SECONDS = 900;

describe(`slipway compose config and Docker Compose ${COMPOSE_VERSION}`, () => {
  it(
    "must make the same of every file of the corpus, but for what is explained",
    async () => {
      const cases = [...composeCases("compose"), ...composeCases("compose-bad")];
      const binary = hasGo() ? await referenceCompose() : undefined;
      const theirs =
        binary === undefined
          ? recorded
          : (each: (typeof cases)[number]) => composeConfig(binary, each);
      const { same, unexplained, outdated } = compareAll(cases, theirs, ours);
      const source = binary === undefined ? "recorded, as there is no Go" : "run now";
      process.stdout.write(
        `compose corpus: ${same} of ${cases.length} files the same (${((100 * same) / cases.length).toFixed(1)} %; Docker Compose ${COMPOSE_VERSION}, ${source})\n`,
      );
      expect(unexplained).toEqual([]);
      expect(outdated).toEqual([]);
    },
    BUILD_SECONDS * 1000,
  );
});
