import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderProject } from "../../../../model/compose/render";
import { composeCases, load } from "../../../support/compose-corpus";
import { loadFiles } from "./load-text";

const key = fc.constantFrom("A", "B", "C", "D");
const value = fc.oneof(fc.constantFrom("1", "two", ""), fc.constant(null));
const mapping = fc.dictionary(key, value);
/** Variables, labels and the like, as a mapping or as a list of `K=V`. */
const either = mapping.chain((entries) =>
  fc.constantFrom<unknown>(
    entries,
    Object.entries(entries).map(([name, each]) => (each === null ? name : `${name}=${each}`)),
  ),
);
const service = fc.record(
  {
    environment: either,
    labels: either,
    hostname: fc.constantFrom("one", "two"),
    cap_add: fc.uniqueArray(fc.constantFrom("X", "Y", "Z")),
    dns: fc.uniqueArray(fc.constantFrom("1.1.1.1", "2.2.2.2"), { minLength: 1 }),
    ports: fc.uniqueArray(fc.constantFrom("80:80", "81:81", "127.0.0.1:82:82/udp")),
    volumes: fc.uniqueArray(fc.constantFrom("/a:/x", "/b:/x:ro", "/c:/y"), {
      selector: (volume) => volume.split(":")[1],
    }),
  },
  { requiredKeys: [] },
);

function merged(...services: object[]) {
  const files = services.map((each, index) => [
    `${index}.yaml`,
    { services: { web: { image: "a", ...each } } },
  ]);
  const { project, mistakes } = loadFiles(Object.fromEntries(files) as Record<string, unknown>);
  expect(mistakes).toEqual([]);
  return project.services.web!;
}

describe("files on top of each other", () => {
  it("must change nothing where the second says what the first says", () => {
    fc.assert(
      fc.property(service, (one) => {
        expect(merged(one, one)).toEqual(merged(one));
      }),
      { numRuns: 50 },
    );
  });

  it("must be the first where the second says nothing", () => {
    fc.assert(
      fc.property(service, (one) => {
        expect(merged(one, {})).toEqual(merged(one));
      }),
      { numRuns: 50 },
    );
  });

  it("must take each variable and label from the last file that has it", () => {
    fc.assert(
      fc.property(mapping, mapping, (one, two) => {
        const { environment = {} } = merged({ environment: one }, { environment: two });
        expect(environment).toEqual({ ...one, ...two });
      }),
      { numRuns: 50 },
    );
  });

  it("must be the same as a service that extends the other", () => {
    fc.assert(
      fc.property(service, service, (one, two) => {
        const services = {
          base: { image: "a", ...one, profiles: ["off"] },
          web: { extends: "base", ...two },
        };
        const extended = loadFiles({ "compose.yaml": { services } }, { profiles: ["off"] }).project;
        expect({ ...extended.services.web, profiles: undefined }).toEqual({
          ...merged(one, two),
          profiles: undefined,
        });
      }),
      { numRuns: 50 },
    );
  });
});

/** What is printed of these can't be read again; Docker Compose has it the same. */
const LOSSY = [
  // A service that is off is gone, and the dependency on it isn't.
  "depends-on-optional-profile",
  // A dollar in a key is doubled, and keys aren't interpolated.
  "interpolation-keys-stay",
];

describe("what is printed", () => {
  const cases = composeCases("compose").filter(({ name }) => !LOSSY.includes(name));

  it.each(cases)("$name: must be read as the same again", (each) => {
    const once = renderProject(load(each).project);
    const again = loadFiles(
      { "compose.yaml": once },
      {
        profiles: ["*"],
        directory: each.directory,
        environment: each.environment,
        readFile: (path) => (path === "/app/compose.yaml" ? JSON.stringify(once) : "x"),
        files: ["/app/compose.yaml"],
      },
    );
    expect(again.mistakes).toEqual([]);
    expect(renderProject(again.project)).toEqual(once);
  });
});
