import fc from "fast-check";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { describe, expect, test } from "vitest";
import type { Props } from "../../../../plugins/runtime/resource";
import {
  Secret,
  SecretRecord,
  UNKNOWN,
  markSecrets,
  readStruct,
  secret,
  writeStruct,
} from "../../../../plugins/runtime/values";
import {
  ARCHIVE_SIGNATURE,
  ASSET_SIGNATURE,
  OUTPUT_SIGNATURE,
  RESOURCE_SIGNATURE,
  SIGNATURE_KEY,
} from "../../../../plugins/runtime/signatures";

const key = fc.oneof(
  fc.string(),
  fc.constantFrom("a", "b", "value", "__proto__", "constructor", "é€😀"),
);
const leaf = fc.oneof(
  fc.string(),
  fc.string({ unit: "grapheme", minLength: 20, maxLength: 300 }),
  fc.double({ noNaN: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);

function tree(extra: fc.Arbitrary<unknown>): fc.Arbitrary<Props> {
  const { bag } = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: "small" },
      leaf,
      extra,
      fc.array(tie("node"), { maxLength: 5 }),
      tie("bag"),
    ),
    bag: fc.array(fc.tuple(key, tie("node")), { maxLength: 6 }).map(fromEntries),
  }));
  return bag;
}

function fromEntries(entries: [string, unknown][]): Props {
  // Object.fromEntries defines "__proto__" as an own property, as JSON.parse does.
  return Object.fromEntries(entries);
}

describe("the wire form", () => {
  test("is what generated code writes and reads", () => {
    fc.assert(
      fc.property(tree(fc.constant(null)), (props) => {
        const bytes = writeStruct(props);
        expect(readStruct(bytes)).toEqual(props);
        // Generated code loses a key of this name; a label may have it.
        if (JSON.stringify(props).includes("__proto__")) return;
        const generated = Struct.deserializeBinary(bytes);
        expect(generated.toJavaScript()).toEqual(props);
        expect(readStruct(generated.serializeBinary())).toEqual(props);
      }),
    );
  });

  test("keeps secrets and unknowns through a round trip", () => {
    const marked = fc.oneof(
      fc.constant(UNKNOWN),
      fc.oneof(leaf, fc.constant(UNKNOWN), fc.array(leaf)).map(secret),
    );
    fc.assert(
      fc.property(tree(marked), (props) => {
        expect(readStruct(writeStruct(props))).toEqual(props);
      }),
    );
  });

  test("leaves undefined properties out and makes undefined items null", () => {
    expect(
      readStruct(writeStruct({ a: undefined, b: [undefined, 1], c: { d: undefined } })),
    ).toEqual({
      b: [null, 1],
      c: {},
    });
  });

  test("leaves unknowns out where all must be known", () => {
    const props = { a: UNKNOWN, b: [UNKNOWN, 1], c: { d: UNKNOWN, e: 1 }, f: secret(UNKNOWN) };
    expect(readStruct(writeStruct(props, { unknowns: false }))).toEqual({
      b: [null, 1],
      c: { e: 1 },
    });
  });

  test("refuses what is no data", () => {
    expect(() => writeStruct({ a: () => 1 })).toThrow("a property can't be a function");
    expect(() => writeStruct({ a: 1n })).toThrow("a property can't be a bigint");
  });

  test("grows for large values", () => {
    const text = "x".repeat(3_000_000);
    expect(readStruct(writeStruct({ a: text, b: "é" }))).toEqual({ a: text, b: "é" });
  });

  test("fails on a message that was cut off", () => {
    const bytes = writeStruct({ a: { b: "text" }, c: [1, 2] });
    for (let length = 1; length < bytes.length; length++) {
      try {
        readStruct(bytes.subarray(0, length)); // between two entries it is a shorter, valid message
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }
    expect(() => readStruct(bytes.subarray(0, bytes.length - 1))).toThrow(RangeError);
  });
});

describe("reading", () => {
  function read(props: Props): { props: Props; record: SecretRecord } {
    const record = new SecretRecord();
    return {
      props: readStruct(Struct.fromJavaScript(props as never).serializeBinary(), record),
      record,
    };
  }

  test("unwraps secrets and notes where they were", () => {
    const record = new SecretRecord();
    const bytes = writeStruct({
      env: ["A=1", secret("B=hunter2")],
      auth: secret({ user: "u", pin: 1234 }),
    });
    expect(readStruct(bytes, record)).toEqual({
      env: ["A=1", "B=hunter2"],
      auth: { user: "u", pin: 1234 },
    });
    expect(record.marks).toEqual([
      { path: ["env", 1], value: "B=hunter2" },
      { path: ["auth"], value: { user: "u", pin: 1234 } },
    ]);
    expect([...record.strings]).toEqual(["B=hunter2", "u", "1234"]);
  });

  test("unwraps output values", () => {
    const output = (fields: Props): Props => ({ [SIGNATURE_KEY]: OUTPUT_SIGNATURE, ...fields });
    const { props, record } = read({
      plain: output({ value: 1, dependencies: ["urn"] }),
      hidden: output({ value: "psst", secret: true }),
      later: output({}),
      hiddenLater: output({ secret: true }),
      nested: output({ value: { deep: [output({ value: "deep secret", secret: true })] } }),
    });
    expect(props).toEqual({
      plain: 1,
      hidden: "psst",
      later: UNKNOWN,
      hiddenLater: UNKNOWN,
      nested: { deep: ["deep secret"] },
    });
    expect(record.marks.map(({ path }) => path)).toEqual([
      ["hidden"],
      ["hiddenLater"],
      ["nested", "deep", 0],
    ]);
  });

  test("makes a resource its id, and a component its URN", () => {
    const reference = (fields: Props): Props => ({
      [SIGNATURE_KEY]: RESOURCE_SIGNATURE,
      urn: "urn:x",
      ...fields,
    });
    expect(
      read({
        resource: reference({ id: "i-1" }),
        later: reference({ id: "" }),
        component: reference({}),
      }).props,
    ).toEqual({ resource: "i-1", later: UNKNOWN, component: "urn:x" });
  });

  test("keeps assets as they are", () => {
    const props = {
      file: { [SIGNATURE_KEY]: ASSET_SIGNATURE, hash: "h", path: "./a" },
      folder: {
        [SIGNATURE_KEY]: ARCHIVE_SIGNATURE,
        hash: "h",
        assets: { "a.txt": { [SIGNATURE_KEY]: ASSET_SIGNATURE, text: "hi" } },
      },
    };
    expect(read(props).props).toEqual(props);
    expect(readStruct(writeStruct(props))).toEqual(props);
  });

  test.each([
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
  ])("takes %s for unknown", (word) => {
    expect(read({ a: word, b: [word] }).props).toEqual({ a: UNKNOWN, b: [UNKNOWN] });
  });
});

describe("no secret is ever lost", () => {
  const SECRET = /secret-[0-9a-f]{8}/;
  let count = 0;
  const hidden = fc
    .integer({ min: 0, max: 0xffffffff })
    .map((n) => `secret-${n.toString(16).padStart(8, "0")}`)
    .chain((text) =>
      fc.constantFrom<unknown>(text, `KEY=${text}`, { password: text, port: ++count }, [text, "x"]),
    )
    .map(secret);

  /** What a plugin may do to its inputs on their way to the state. */
  const changes: ((props: Props) => Props)[] = [
    (props) => props,
    (props) => ({ ...props, copy: props }),
    (props) => ({ note: JSON.stringify(props) }),
    (props) => mapLists(props, (list) => [...list].reverse()) as Props,
    (props) => mapLists(props, (list) => ["new", ...list]) as Props,
    (props) => ({ ...props, lines: JSON.stringify(props).split(",") }),
    (props) => ({ keyed: { [JSON.stringify(props)]: 1 } }),
  ];

  test.each(changes.map((change, index) => ({ change, index })))(
    "when the state is made by change $index",
    ({ change }) => {
      fc.assert(
        fc.property(tree(hidden), (inputs) => {
          const record = new SecretRecord();
          const plain = readStruct(writeStruct(inputs), record);
          const words = [...record.strings];
          const state = markSecrets(change(plain), { inputs: record.marks, words });
          const kept = readStruct(writeStruct(state));
          expect(JSON.stringify(withoutSecrets(kept))).not.toMatch(SECRET);
        }),
      );
    },
  );

  test("when it is too short to be looked for, and has moved inside its property", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b"), { maxLength: 5 }), fc.nat(5), (items, at) => {
        const list: unknown[] = [...items];
        list.splice(at, 0, secret("pin"));
        const record = new SecretRecord();
        const { list: plain } = readStruct(writeStruct({ list }), record);
        const state = markSecrets(
          { list: [...(plain as string[])].sort() },
          { inputs: record.marks },
        );
        expect(JSON.stringify(withoutSecrets(readStruct(writeStruct(state))))).not.toContain("pin");
      }),
    );
  });
});

function withoutSecrets(value: unknown): unknown {
  if (value instanceof Secret) return null;
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (value === null || typeof value !== "object" || value === UNKNOWN) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, withoutSecrets(item)]),
  );
}

function mapLists(value: unknown, map: (list: unknown[]) => unknown[]): unknown {
  if (Array.isArray(value)) return map(value.map((item) => mapLists(item, map)));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, mapLists(item, map)]),
  );
}
