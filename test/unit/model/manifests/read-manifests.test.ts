import { describe, expect, it } from "vitest";
import { describeComposeMistakes, Findings } from "../../../../model/compose/findings";
import { plain } from "../../../../model/compose/node";
import { LaterValue } from "../../../../model/manifests/later-value";
import {
  readFiles,
  readObjects,
  repeatedObjects,
} from "../../../../model/manifests/read-manifests";

function read(text: string, values?: Record<string, unknown>) {
  const findings = new Findings();
  const manifests = readFiles([{ file: "web.yaml", text }], values, findings);
  repeatedObjects(manifests, findings);
  const told = findings.mistakes.length === 0 ? "" : describeComposeMistakes(findings.mistakes);
  return { objects: manifests.map(({ node }) => plain(node)), manifests, told };
}

const CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n";

describe("a template", () => {
  it("must keep the type of a value", () => {
    const values = { count: 3, on: true, list: [{ a: 1 }], map: { x: "y" }, text: "yes", no: null };
    const { objects, told } = read(
      `${CONFIG}data:\n  a: {{ count }}\n  b: {{ on }}\n  c: {{ list }}\n  d: {{map}}\n  e: {{ text }}\n  f: "{{ count }}"\n  g: {{ no }}\n  h: n-{{ count }}-{{ on }}\n`,
      values,
    );
    expect(told).toBe("");
    expect((objects[0] as { data: unknown }).data).toEqual({
      a: 3,
      b: true,
      c: [{ a: 1 }],
      d: { x: "y" },
      e: "yes",
      f: "3",
      g: null,
      h: "n-3-true",
    });
  });

  it("must not be broken by what is in a value", () => {
    const nasty = `a: "b"\n  - {c}\n# d`;
    const { objects } = read(
      `${CONFIG}data:\n  a: {{ nasty }}\n  {{ key }}: x\n  b: |\n    one\n    {{ nasty }}\n`,
      {
        nasty,
        key: "k: v",
      },
    );
    expect((objects[0] as { data: unknown }).data).toEqual({
      a: nasty,
      "k: v": "x",
      b: `one\n${nasty}\n`,
    });
  });

  it("must have conditions and loops", () => {
    const { objects } = read(
      `${CONFIG}data:\n{%- for host in hosts %}\n  {{ host.name }}: {{ host.port }}\n{%- endfor %}\n{%- if tls %}\n  tls: "on"\n{%- endif %}\n`,
      {
        hosts: [
          { name: "a", port: 1 },
          { name: "b", port: 2 },
        ],
        tls: false,
      },
    );
    expect((objects[0] as { data: unknown }).data).toEqual({ a: 1, b: 2 });
  });

  it("must tell all values that are missing, each with its line", () => {
    const { told } = read(
      `${CONFIG}data:\n  a: {{ replica }}\n{% for host in hosts %}\n  b: {{ host.nme }}\n{% endfor %}\n{% if tsl %}\n{% endif %}\n`,
      { replicas: 1, hosts: [{ name: "a" }], tls: true },
    );
    expect(told).toBe(
      [
        "3 mistakes:",
        `  - web.yaml:6: "replica" has no value; did you mean "replicas"?`,
        `  - web.yaml:8: "host.nme" has no value; give it one in "values", null where there is none`,
        `  - web.yaml:10: "tsl" has no value; did you mean "tls"?`,
      ].join("\n"),
    );
  });

  it("must tell what isn't a template, or isn't YAML once it is filled in, by the template's own line", () => {
    expect(read(`${CONFIG}data:\n  a: {{ x | upcas }}\n`, { x: 1 }).told).toBe(
      "web.yaml:6: isn't a valid template: undefined filter: upcas",
    );
    expect(read(`{% include "x" %}\n`, {}).told).toContain('tag "include" not found');
    const { told } = read(
      `${CONFIG}data:\n{% for i in list %}\n  k{{ i }}: 1\n{% endfor %}\n  a: "b\n`,
      {
        list: [1, 2, 3],
      },
    );
    expect(told).toMatch(/^web\.yaml:9: isn't valid YAML: missing closing/);
  });

  it("must put in what comes later, and refuse to make something of it", () => {
    const password = new LaterValue("password", "\u{E000}0\u{E001}", "\u{E000}1\u{E001}");
    const { objects } = read(
      `${CONFIG}data:\n  a: {{ password }}\n  b: "{{ password }}"\n  c: x-{{ password }}\n`,
      { password },
    );
    expect((objects[0] as { data: unknown }).data).toEqual({
      a: "\u{E000}0\u{E001}",
      b: "\u{E000}1\u{E001}",
      c: "x-\u{E000}1\u{E001}",
    });
    for (const use of [
      "{% if password == 'x' %}{% endif %}",
      "{% if password %}{% endif %}",
      "a: {{ password | upcase }}",
      "a: {{ password | hash }}",
      "a: {{ all | json }}",
      "{% for x in password %}{% endfor %}",
    ])
      expect(read(`${CONFIG}${use}\n`, { password, all: [password] }).told).toMatch(
        /web\.yaml:5: "password" is only known after up, or is a secret/,
      );
  });
});

describe("objects", () => {
  it("must have what tells them, all mistakes at once", () => {
    const text = [
      "apiVersion: v1\nkind: Service\nmetadata:\n  labels: {}",
      "kind: Service\nmetadata:\n  name: 5",
      "- a",
      CONFIG,
      CONFIG,
      "apiVersion: v1\nkind: Pod\nmetadata:\n  generateName: x-",
    ].join("\n---\n");
    expect(read(text).told.split("\n")).toEqual([
      "6 mistakes:",
      "  - web.yaml:3: metadata.name: is missing: expected a text, of this Service",
      "  - web.yaml:6: apiVersion: is missing: expected a text, such as apps/v1",
      "  - web.yaml:8: metadata.name: expected a text, got 5; put it in quotes",
      "  - web.yaml:10: expected an object with apiVersion, kind and metadata",
      `  - web.yaml:27: metadata.generateName: would make another object in each update; give it a name`,
      `  - web.yaml:21: metadata.name: there is a ConfigMap "web" already, at web.yaml:12`,
    ]);
  });

  it("must be those of a List, and none for a document without anything", () => {
    const { manifests, told } = read(
      `# nothing\n---\napiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: Secret, metadata: {name: a, namespace: b}}\n`,
    );
    expect(told).toBe("");
    expect(manifests).toMatchObject([
      { kind: "Secret", name: "a", namespace: "b", apiVersion: "v1", at: { line: 6 } },
    ]);
  });

  it("must be told by their number where the program gives them", () => {
    const findings = new Findings();
    readObjects([{ apiVersion: "v1", kind: "Secret" }], findings);
    expect(describeComposeMistakes(findings.mistakes)).toBe(
      "objects[0]: metadata.name: is missing: expected a text, of this Secret",
    );
  });
});
