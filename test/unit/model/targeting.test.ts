import { describe, expect, it } from "vitest";
import {
  matches,
  parseSelector,
  selectorMistakes,
  type HostTraits,
  type Selector,
} from "../../../model/targeting";

const hosts: HostTraits[] = [
  { name: "web-1", roles: ["web"], labels: { rack: "a" }, region: "eu-1", environment: "prod" },
  { name: "web-2", roles: ["web", "cache"], labels: { rack: "b" }, region: "us-1" },
  { name: "db.1", roles: ["db"], labels: {}, region: "eu-2" },
];
const names = (selector: Selector) =>
  hosts.filter((host) => matches(host, selector)).map(({ name }) => name);

describe("a selector", () => {
  it.each<[Selector, string[]]>([
    [{}, ["web-1", "web-2", "db.1"]],
    [{ role: "cache" }, ["web-2"]],
    [{ role: ["db", "cache"] }, ["web-2", "db.1"]],
    [{ region: "eu-*" }, ["web-1", "db.1"]],
    [{ region: "eu-*", role: "web" }, ["web-1"]],
    [{ environment: "prod" }, ["web-1"]],
    [{ labels: { rack: "*" } }, ["web-1", "web-2"]],
    [{ labels: { constructor: "*" } }, []],
    [{ name: "db?1" }, []],
    [{ name: "dbx1" }, []],
    [{ not: { role: "web" } }, ["db.1"]],
    [{ or: [{ name: "db.1" }, { labels: { rack: "b" } }] }, ["web-2", "db.1"]],
    [{ and: [{ role: "web" }, { not: { region: "us-*" } }] }, ["web-1"]],
    [{ or: [] }, []],
  ])("%j means %j", (selector, expected) => {
    expect(names(selector)).toEqual(expected);
  });

  it.each<[string[], string[]]>([
    [["*"], ["web-1", "web-2", "db.1"]],
    [["web-*"], ["web-1", "web-2"]],
    [["role=web,region=eu-*"], ["web-1"]],
    [["role=db|cache"], ["web-2", "db.1"]],
    [["region!=eu-*"], ["web-2"]],
    [["label.rack=a"], ["web-1"]],
    [
      ["role=db", "web-2"],
      ["web-2", "db.1"],
    ],
  ])("is written %j on the command line", (texts, expected) => {
    expect(names(parseSelector(texts) as Selector)).toEqual(expected);
  });

  it.each<[string, string]>([
    ["rol=web", '"rol=web": hosts have no trait "rol"; did you mean "role"?'],
    ["role=", '"role=": expected a value after "role="'],
    ["role=web,", "expected a host's name or TRAIT=VALUE"],
    ["", "expected a host's name or TRAIT=VALUE"],
  ])("says what is wrong with %j", (text, problem) => {
    expect((parseSelector([text]) as { problem: string }).problem).toContain(problem);
  });

  it("lists all mistakes of one that came without types", () => {
    expect(
      selectorMistakes({ rolle: "web", region: 3, or: [{ not: 1 }], labels: { a: [] } }),
    ).toEqual([
      { path: "rolle", problem: 'hosts have no such trait; did you mean "role"?' },
      { path: "region", problem: "expected a text or a list of texts, got 3" },
      {
        path: "or[0].not",
        problem: 'expected an object such as { role: "web" }, got 1',
      },
      { path: "labels.a", problem: "expected a text or a list of texts, got an empty list" },
    ]);
  });
});
