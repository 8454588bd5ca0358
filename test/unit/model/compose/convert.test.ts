import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { convertFiles } from "../../../../model/compose/convert";
import { programText } from "../../../../model/compose/program-text";
import { renderProject } from "../../../../model/compose/render";
import { typescriptTypes } from "../../../../model/compose/schema/typescript-types";
import { composeCases, load, type ComposeCase } from "../../../support/compose-corpus";
import { format } from "prettier";

const TYPES = join(__dirname, "../../../../model/compose/schema/compose-file.ts");

const readFile = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
};

const convert = (each: ComposeCase) => convertFiles(each.files, readFile);

/** Cases that a program can say: with no `!reset` and `!override`. */
const cases = composeCases("compose").filter((each) => convert(each).mistakes.length === 0);

describe("the types of a compose file", () => {
  it("must be made of the schema as it is", async () => {
    const made = await format(typescriptTypes(), { parser: "typescript", printWidth: 100 });
    expect(readFileSync(TYPES, "utf8")).toBe(made);
  });
});

describe("a program that says what compose files say", () => {
  it("must be what most files can be converted to", () => {
    expect(cases.length).toBeGreaterThan(140);
    const others = composeCases("compose").flatMap((each) => convert(each).mistakes);
    for (const { problem } of others) expect(problem).toMatch(/^has !(reset|override), /);
  });

  it.each(cases.map((each) => [each.name, each] as const))("must mean the same: %s", (_, each) => {
    const { files } = convert(each);
    // As ComposeApp reads them: texts of files in the folder of the first one.
    const texts = new Map(
      files.map((file, index) => [join(each.directory, `inline ${index}`), JSON.stringify(file)]),
    );
    const inline = { ...each, files: [...texts.keys()] };
    const read = (path: string) => texts.get(path) ?? readFile(path);
    const before = load(each);
    const after = load(inline, read);
    expect(after.mistakes.map(({ path, problem }) => `${path}: ${problem}`)).toEqual([]);
    expect(renderProject(after.project)).toEqual(renderProject(before.project));
  });

  it("must compile, whatever the file", () => {
    const folder = mkdtempSync(join(tmpdir(), "slipway-convert-"));
    try {
      const programs = cases.map((each) => {
        const text = convert(each)
          .files.map((file, index) => `const f${index}: ComposeFile = ${JSON.stringify(file)};`)
          .join("\n");
        const path = join(folder, `${each.name}.ts`);
        const types = relative(folder, TYPES).replace(/\.ts$/, "");
        writeFileSync(
          path,
          `import type { ComposeFile } from ${JSON.stringify(types)};\n${text}\nexport {};\n`,
        );
        return path;
      });
      const options = { strict: true, noEmit: true, types: [], skipLibCheck: true };
      const program = ts.createProgram(programs, { ...options, target: ts.ScriptTarget.ES2022 });
      const problems = ts
        .getPreEmitDiagnostics(program)
        .map(
          ({ file, messageText }) =>
            `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
        );
      expect(problems).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 60_000);

  it("must name what it still reads, and refuse what only tags can say", () => {
    const files = {
      "/app/compose.yaml":
        "include: [db.yaml]\nservices:\n  web:\n    extends: { file: base.yaml, service: web }\n    ports: !reset []\n",
    };
    const { stillRead, mistakes } = convertFiles(
      ["/app/compose.yaml"],
      (path) => files[path as never],
    );
    expect(stillRead).toEqual(["db.yaml", "base.yaml"]);
    expect(mistakes).toMatchObject([
      { line: 5, problem: expect.stringContaining("!reset") as string },
    ]);
  });

  it("must be laid out for people", () => {
    const text = programText({
      name: "shop",
      components: "../components",
      directory: "deploy",
      files: [
        { services: { web: { image: "nginx:1.27", ports: ["80:80"], labels: { "a.b": 1 } } } },
      ],
      stillRead: [],
    });
    expect(text).toBe(
      [
        'import { ComposeApp } from "../components/compose/compose-app";',
        'import { DockerHost } from "../components/hosts/docker-host";',
        "",
        'const app = new ComposeApp("shop", {',
        '  on: new DockerHost("local"),',
        '  directory: "deploy",',
        "  project: {",
        '    services: { web: { image: "nginx:1.27", ports: ["80:80"], labels: { "a.b": 1 } } },',
        "  },",
        "});",
        "",
        "export const containers = app.containerNames;",
        "",
      ].join("\n"),
    );
  });
});
