import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { packageManager } from "../../../toolchain/language-host/package-manager";
import { programDependencies } from "../../../toolchain/language-host/program-dependencies";
import { requiredPackages } from "../../../toolchain/language-host/required-packages";
import { splitWords } from "../../../toolchain/language-host/runtime-options";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-program-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function manifest(folder: string, content: object): void {
  const file = join(root, folder, "package.json");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(content));
}

test("direct, indirect and third-party plugins must be found, others not", () => {
  manifest(".", {
    name: "program",
    dependencies: { "@pulumi/docker": "*", team: "*", plain: "*" },
  });
  manifest("node_modules/@pulumi/docker", {
    name: "@pulumi/docker",
    version: "5.2.0",
    pulumi: { resource: true },
  });
  manifest("node_modules/team", {
    name: "team",
    version: "1.0.0",
    dependencies: { "@acme/pulumi-dns": "*" },
  });
  manifest("node_modules/team/node_modules/@acme/pulumi-dns", {
    name: "@acme/pulumi-dns",
    version: "0.1.0",
    pulumi: { resource: true, name: "dns", version: "v0.2.0", server: "https://acme.example" },
  });
  manifest("node_modules/plain", {
    name: "plain",
    version: "1.0.0",
    dependencies: { hidden: "*" },
  });
  manifest("node_modules/@acme/nameless", {
    name: "@acme/nameless",
    version: "1.0.0",
    pulumi: { resource: true },
  });
  expect(requiredPackages(root)).toEqual([
    { name: "dns", version: "v0.2.0", server: "https://acme.example", parameterization: undefined },
    { name: "docker", version: "v5.2.0", server: "", parameterization: undefined },
  ]);
});

test("a program without packages must need none", () => {
  manifest(".", { name: "program" });
  expect(requiredPackages(root)).toEqual([]);
});

test("dependencies must be listed with what is installed", () => {
  manifest(".", { name: "program", dependencies: { a: "^1" }, devDependencies: { b: "*" } });
  manifest("node_modules/a", { name: "a", version: "1.4.0", dependencies: { c: "*" } });
  manifest("node_modules/b", { name: "b", version: "2.0.0" });
  manifest("node_modules/c", { name: "c", version: "3.0.0" });
  const names = (transitive: boolean) =>
    programDependencies(root, transitive).map(({ name, version }) => `${name}@${version}`);
  expect(names(false)).toEqual(["a@1.4.0", "b@2.0.0"]);
  expect(names(true)).toEqual(["a@1.4.0", "b@2.0.0", "c@3.0.0"]);
});

test("the nearest lock file must name the package manager", () => {
  mkdirSync(join(root, "app"));
  writeFileSync(join(root, "yarn.lock"), "");
  expect(packageManager("auto", join(root, "app"))).toBe("yarn");
  writeFileSync(join(root, "app/pnpm-lock.yaml"), "");
  expect(packageManager("auto", join(root, "app"))).toBe("pnpm");
  expect(packageManager("npm", join(root, "app"))).toBe("npm");
});

test.each([
  ["", []],
  ["  --a   --b=c ", ["--a", "--b=c"]],
  [`--require "a b.js" 'c\\d' e\\ f`, ["--require", "a b.js", "c\\d", "e f"]],
  [`--x=""`, ["--x="]],
])("node arguments %j must be split as a shell does", (line, words) => {
  expect(splitWords(line)).toEqual(words);
});

test("an open quote must be named", () => {
  expect(() => splitWords(`--a "b`)).toThrow('the quote " is not closed');
});
