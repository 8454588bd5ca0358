import type { ContainerInputs } from "../../../../plugins/docker/resources/container/container-inputs";
import type { TrialsFor } from "../trial";
import { config, host, type FoundContainer } from "./container-reading";

/** Name, labels, and how the plugin deals with a container. */
export const containerLife = (name: (suffix: string) => string) =>
  ({
    containerReadRefreshTimeoutMilliseconds: [{ base: 15_000, changed: 20_000 }],
    destroyGraceSeconds: [{ base: 1, changed: 2 }],
    labels: [
      {
        base: [
          { label: "b", value: "2" },
          { label: "a", value: "1" },
        ],
        alike: [
          [
            { label: "a", value: "1" },
            { label: "b", value: "2" },
          ],
        ],
        changed: [{ label: "a", value: "3" }],
        inDocker: config(
          (of) => Object.entries(of.Labels).filter(([label]) => !label.startsWith("slipway.")),
          {
            base: [
              ["a", "1"],
              ["b", "2"],
            ],
            changed: [["a", "3"]],
          },
        ),
      },
    ],
    logs: [
      {
        with: { command: ["true"], attach: true, mustRun: false },
        base: true,
        changed: false,
      },
    ],
    mustRun: [
      { base: false, changed: true },
      {
        what: "stopped by hand",
        base: true,
        alike: [undefined],
        changed: false,
        inDocker: { of: ({ State }) => State.Running, base: true, changed: true, without: true },
        byHand: ({ docker, id }) => docker.getContainer(id).stop(),
      },
      {
        what: "paused by hand",
        base: true,
        changed: false,
        inDocker: { of: ({ State }) => State.Paused, base: false, changed: false, without: false },
        byHand: ({ docker, id }) => docker.getContainer(id).pause(),
      },
    ],
    name: [
      {
        base: name("named-one"),
        changed: name("named-two"),
        inDocker: {
          of: ({ Name }) => Name,
          base: `/${name("named-one")}`,
          changed: `/${name("named-two")}`,
        },
        byHand: ({ docker, id }) => docker.getContainer(id).rename({ name: name("named-three") }),
        optional: false,
      },
      {
        what: "removed by hand",
        base: name("named-four"),
        changed: name("named-five"),
        byHand: ({ docker, id }) => docker.getContainer(id).remove({ force: true }),
        seenIn: "gone",
        optional: false,
      },
    ],
    removeVolumes: [{ base: false, changed: true }],
    rm: [
      {
        base: true,
        changed: false,
        inDocker: host((of) => of.AutoRemove, { base: true, changed: false }),
      },
    ],
    start: [
      {
        base: false,
        changed: true,
        inDocker: { of: ({ State }) => State.Running, base: false, changed: true, without: true },
      },
    ],
    wait: [{ base: true, changed: false }],
    waitTimeout: [{ with: { wait: true }, base: 30, changed: 40 }],
  }) satisfies Partial<TrialsFor<ContainerInputs, FoundContainer>>;
