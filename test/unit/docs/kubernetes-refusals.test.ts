import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LATER } from "../../../model/later";
import { kubernetesRefusals } from "../../../model/engines/kubernetes-refusals";

const text = readFileSync(join(__dirname, "../../../docs/workload.md"), "utf8");
const table = text.slice(text.indexOf("### What will be refused where"));
const cells = table
  .split("\n")
  .filter((line) => /^\| (?!Argument|-)/.test(line))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const onKubernetes = new Map(cells.map(([argument, , , cell]) => [argument!, cell!]));
const exclusive = [{ path: "/x", name: "x" }];

/** What each row of the table says is refused, as a workload that asks for it. */
const EXAMPLES: Record<string, () => unknown[]> = {
  "`ports[].publish` with more than one replica": () =>
    kubernetesRefusals({ ports: [{ port: 1, publish: { port: 1 } }], replicas: 2 }),
  "`user` by name": () => kubernetesRefusals({ user: "nginx" }),
  "`restart` that is only known later": () => kubernetesRefusals({ restart: LATER }),
  "`ports`, `health`, `rollout`, `autoscale` with `restart` other than `always`": () =>
    kubernetesRefusals({ restart: "no", health: {} }),
  "an exclusive volume with `restart` other than `always`": () =>
    kubernetesRefusals({ restart: "no", volumes: exclusive }),
  "`files` larger than 1 MB": () =>
    kubernetesRefusals({ files: [{ content: "x".repeat(1_100_000) }] }),
  "`files[].userId`, `groupId`": () => kubernetesRefusals({ files: [{ userId: 1 }] }),
  "`files[].onChange` but `recreate`": () =>
    kubernetesRefusals({ files: [{ onChange: "restart" }] }),
  "`init: true`, asked for": () => kubernetesRefusals({ init: true }),
  "`stopSignal`": () => kubernetesRefusals({ stopSignal: "SIGINT" }),
  "`logs`": () => kubernetesRefusals({ logs: {} }),
  "`volumes[].tmpfs.mode`": () =>
    kubernetesRefusals({ volumes: [{ path: "/x", tmpfs: { mode: "0700" } }] }),
  "`rollout.maxFailures` beyond 0": () => kubernetesRefusals({ rollout: { maxFailures: 1 } }),
  "`spread`": () => kubernetesRefusals({ spread: 3 }),
  "`rollout.canary`": () => kubernetesRefusals({ rollout: { canary: 1 } }),
  "`rollout.batch` other than 1 with an exclusive volume": () =>
    kubernetesRefusals({ volumes: exclusive, rollout: { batch: 2 } }),
  "`ports[].name` over 15 characters or without a letter": () =>
    kubernetesRefusals({ ports: [{ name: "80", port: 80 }] }),
  "a name that no Service can have": () => kubernetesRefusals({}, "Web"),
};

/** Refused elsewhere: by every engine, or where the component is given what the model doesn't see. */
const ELSEWHERE = [
  '`rollout.order: "start-first"` with an exclusive volume',
  "`networks`",
  "`transforms.container`, `volume`",
  "an image that a host has built",
];

describe("docs/workload.md on Kubernetes", () => {
  it("must tell of everything that is refused, and of nothing else", () => {
    const told = [...onKubernetes].filter(([, cell]) => cell !== "").map(([argument]) => argument);
    expect(told.sort()).toEqual([...Object.keys(EXAMPLES), ...ELSEWHERE].sort());
  });

  it.each(Object.entries(EXAMPLES))("must be right about %s", (_, refused) => {
    expect(refused()).toHaveLength(1);
  });
});
