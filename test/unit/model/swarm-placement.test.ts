import { expect, it } from "vitest";
import { contentName } from "../../../model/content-name";
import {
  nodeLabels,
  nodeSelectorMistakes,
  placementConstraints,
} from "../../../model/swarm-placement";
import { matches, type HostTraits } from "../../../model/targeting";

const HOST: HostTraits = {
  name: "a",
  roles: ["web", "db"],
  labels: { disk: "ssd" },
  environment: "prod",
  region: "nyc3",
};

it("gives a node labels for all that is known of its host", () => {
  expect(nodeLabels(HOST)).toEqual({
    host: "a",
    "role.web": "true",
    "role.db": "true",
    environment: "prod",
    region: "nyc3",
    disk: "ssd",
  });
});

it.each([
  { name: "a" },
  { role: "web" },
  { role: "cache" },
  { environment: "prod", region: "fra1" },
  { labels: { disk: "ssd" } },
  {},
])("places %j where the selector of hosts would", (selector) => {
  const labels: Record<string, string> = nodeLabels(HOST);
  const fits = placementConstraints(selector).every((constraint) => {
    const [label = "", value] = constraint.replace(/^node\.labels\./, "").split("==");
    return labels[label] === value;
  });
  expect(fits).toBe(matches(HOST, selector));
});

it("refuses what Swarm can't place by", () => {
  expect(
    nodeSelectorMistakes({ role: ["a", "b"], regoin: "x", labels: { disk: "s*" } }, "where").map(
      ({ path, problem }) => `${path}: ${problem}`,
    ),
  ).toEqual([
    expect.stringContaining('where.role: expected one text without "*"'),
    'where.regoin: nodes have no such trait; did you mean "region"?',
    expect.stringContaining("where.labels.disk: expected one text"),
  ]);
});

it("names a config by its content", () => {
  expect(contentName("motd", "a")).toMatch(/^motd-[0-9a-f]{12}$/);
  expect(contentName("motd", "a")).not.toBe(contentName("motd", "b"));
  expect(contentName("m".repeat(80), "a")).toHaveLength(64);
});
