import { expect, test } from "vitest";
import { wantedGo } from "../../../toolchain/pulumi/build-cli";
import { archiveName, checksumOf } from "../../../toolchain/pulumi/download-cli";

test("each platform must have its archive, and an unknown one none", () => {
  expect(archiveName("linux", "x64")).toBe("pulumi-v3.230.0-linux-x64.tar.gz");
  expect(archiveName("darwin", "arm64")).toBe("pulumi-v3.230.0-darwin-arm64.tar.gz");
  expect(archiveName("linux", "ia32")).toBeUndefined();
  expect(archiveName("win32", "x64")).toBeUndefined();
});

test("a checksum must be found whatever marks the name has", () => {
  const text = [
    "aa  pulumi-v3.230.0-darwin-x64.tar.gz",
    "bb  ./pulumi-v3.230.0-linux-x64.tar.gz",
    "cc *other",
  ].join("\n");
  expect(checksumOf("pulumi-v3.230.0-linux-x64.tar.gz", text)).toBe("bb");
  expect(checksumOf("other", text)).toBe("cc");
  expect(checksumOf("missing", text)).toBeUndefined();
});

test("the wanted Go must be read from go.mod", () => {
  expect(wantedGo("module x\n\ngo 1.25.8\n")).toBe("1.25.8");
});
