import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { debLines, machineSources } from "../../../toolchain/base-image/apt-sources";

let apt: string;

beforeEach(() => {
  apt = mkdtempSync(join(tmpdir(), "slipway-apt-"));
  mkdirSync(join(apt, "sources.list.d"));
});
afterEach(() => rmSync(apt, { recursive: true, force: true }));

const STANZAS = `Types: deb
# a comment
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb deb-src
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main

Enabled: no
Types: deb
URIs: http://mirror.example/debian
Suites: bookworm-backports
Components: main
`;

test("both formats of apt's sources must be read", () => {
  expect(debLines("debian.sources", STANZAS)).toEqual([
    "deb http://mirror.example/debian bookworm main contrib",
    "deb http://mirror.example/debian bookworm-updates main contrib",
    "deb http://mirror.example/debian-security bookworm-security main",
  ]);
  expect(
    debLines(
      "sources.list",
      "# no\ndeb [arch=amd64 signed-by=/k] http://m/debian bookworm main\ndeb-src http://m/debian bookworm main",
    ),
  ).toEqual(["deb http://m/debian bookworm main"]);
});

test("a machine's own Debian mirrors must be used, and nobody else's packages", () => {
  writeFileSync(join(apt, "sources.list.d/debian.sources"), STANZAS);
  writeFileSync(
    join(apt, "sources.list.d/cloud.list"),
    "deb https://cloud.example/apt cloud-bookworm main\n",
  );
  expect(machineSources(apt)).toEqual([
    "deb http://mirror.example/debian bookworm main contrib",
    "deb http://mirror.example/debian bookworm-updates main contrib",
    "deb http://mirror.example/debian-security bookworm-security main",
  ]);
});

test("a machine of another suite must leave the mirrors to mmdebstrap, which knows Debian's", () => {
  writeFileSync(join(apt, "sources.list"), "deb http://mirror.example/ubuntu noble main\n");
  expect(machineSources(apt)).toBeUndefined();
});
