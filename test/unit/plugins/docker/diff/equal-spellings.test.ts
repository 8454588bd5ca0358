import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { changesBetween, type Treatment } from "../../../../../plugins/docker/diff/treatment";
import { CONTAINER_TABLE } from "../../../../../plugins/docker/resources/container/container-table";
import { network } from "../../../../../plugins/docker/resources/network/network";
import { NETWORK_TABLE } from "../../../../../plugins/docker/resources/network/network-table";
import { TAG_TABLE } from "../../../../../plugins/docker/resources/tag";
import { VOLUME_TABLE } from "../../../../../plugins/docker/resources/volume-table";
import type { DiffCall, Props } from "../../../../../plugins/runtime/resource";

type Table = Readonly<Record<string, Treatment>>;
const TABLES: [string, Table][] = [
  ["container", CONTAINER_TABLE],
  ["network", NETWORK_TABLE],
  ["tag", TAG_TABLE],
  ["volume", VOLUME_TABLE],
];

const anything = fc.anything({ withNullPrototype: false, maxDepth: 3 });
const inputsOf = (table: Table) => fc.dictionary(fc.constantFrom(...Object.keys(table)), anything);

describe.each(TABLES)("any inputs of a %s", (_, table) => {
  it("must never fail, and never differ from themselves", () => {
    fc.assert(
      fc.property(inputsOf(table), inputsOf(table), inputsOf(table), (one, other, state) => {
        expect(changesBetween(table, one, structuredClone(one), state)).toEqual([]);
        changesBetween(table, one, other, state);
      }),
      { numRuns: 300 },
    );
  });
});

describe("any inputs and state of a network", () => {
  it("must be compared without a failure", () => {
    const networks = inputsOf(NETWORK_TABLE);
    fc.assert(
      fc.property(networks, networks, networks, (oldInputs, inputs, oldState) => {
        const call = { oldInputs, inputs, oldState, autonamed: [] };
        network.diff(call as unknown as DiffCall, undefined as never);
      }),
      { numRuns: 300, examples: [[{}, { ipamConfigs: [0] }, { ipamConfigs: [[""]] }]] },
    );
  });
});

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);
const uniqueBy = <T>(each: fc.Arbitrary<T>, key: (value: T) => unknown) =>
  fc.uniqueArray(each, { maxLength: 5, selector: key });
const label = fc.record({ label: word, value: word });
const port = fc.record(
  { internal: fc.nat(65535), external: fc.nat(65535), protocol: fc.constantFrom("tcp", "udp") },
  { requiredKeys: ["internal"] },
);

/** Lists whose order means nothing, each with elements as a program writes them. */
const UNORDERED: Record<string, fc.Arbitrary<unknown[]>> = {
  envs: uniqueBy(
    fc.tuple(word, word).map((pair) => pair.join("=")),
    (each) => each.split("=")[0],
  ),
  labels: uniqueBy(label, (each) => each.label),
  ports: uniqueBy(port, (each) => `${each.internal}/${each.protocol}`),
  dnsOpts: uniqueBy(word, (each) => each),
  groupAdds: uniqueBy(word, (each) => each),
  securityOpts: uniqueBy(word, (each) => each),
  hosts: uniqueBy(fc.record({ host: word, ip: fc.ipV4() }), (each) => each.host),
  networksAdvanced: uniqueBy(
    fc.record({ name: word, aliases: fc.array(word) }, { requiredKeys: ["name"] }),
    (each) => each.name,
  ),
  ulimits: uniqueBy(fc.record({ name: word, soft: fc.nat(), hard: fc.nat() }), (each) => each.name),
  uploads: uniqueBy(
    fc.record({ file: word.map((name) => `/${name}`), content: fc.string() }),
    (each) => each.file,
  ),
  volumes: uniqueBy(
    fc.record({ volumeName: word, containerPath: word.map((name) => `/${name}`) }),
    (each) => each.containerPath,
  ),
};

const shuffled = (list: unknown[]) =>
  fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length });

describe("the same in another order", () => {
  it.each(Object.keys(UNORDERED))("must be no change of %s", (name) => {
    const both = UNORDERED[name]!.chain((list) => fc.tuple(fc.constant(list), shuffled(list)));
    fc.assert(
      fc.property(both, ([one, other]) => {
        expect(changesBetween(CONTAINER_TABLE, { [name]: one }, { [name]: other })).toEqual([]);
      }),
    );
  });
});

/** Two spellings of one value. */
const SPELLINGS: Record<string, fc.Arbitrary<[unknown, unknown]>> = {
  stopSignal: word.map((name) => [name, `SIG${name.toUpperCase()}`]),
  cpus: fc.integer({ min: 1, max: 800 }).map((n) => [String(n / 100), (n / 100).toFixed(4)]),
  cpuSet: fc.tuple(fc.nat(30), fc.nat(30)).map(([first, count]) => [
    `${first}-${first + count}`,
    Array.from({ length: count + 1 }, (_, i) => first + i)
      .reverse()
      .join(),
  ]),
  healthcheck: fc.integer({ min: 1, max: 100_000 }).map((seconds) => [
    { tests: ["NONE"], interval: `${seconds}s` },
    { tests: ["NONE"], interval: `${Math.floor(seconds / 60)}m${seconds % 60}s`, retries: 0 },
  ]),
  capabilities: fc
    .array(word.filter((name) => name !== "all")) // which is no capability, but all of them
    .map((names) => [
      { adds: names },
      { adds: names.map((name) => `CAP_${name.toUpperCase()}`).reverse(), drops: [] },
    ]),
  image: word.map((name) => [name, `docker.io/library/${name}:latest`]),
  uploads: fc
    .string()
    .map((content) => [
      [{ file: "/a", content }],
      [{ file: "/a", contentBase64: Buffer.from(content).toString("base64") }],
    ]),
  tmpfs: fc
    .uniqueArray(word)
    .map((options) => [{ "/t": options.join() }, { "/t": options.reverse().join() }]),
};

describe("another spelling", () => {
  it.each(Object.keys(SPELLINGS))("must be no change of %s", (name) => {
    fc.assert(
      fc.property(SPELLINGS[name]!, ([one, other]) => {
        const before: Props = { [name]: one };
        const after: Props = { [name]: other };
        expect(changesBetween(CONTAINER_TABLE, before, after)).toEqual([]);
        expect(changesBetween(CONTAINER_TABLE, after, before)).toEqual([]);
      }),
    );
  });
});
