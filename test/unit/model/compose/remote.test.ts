import { expect, it } from "vitest";
import { loadFiles } from "./load-text";

it("refuses remote files by name, which Docker Compose would fetch", () => {
  const { mistakes } = loadFiles({
    "compose.yaml": {
      include: ["oci://registry.invalid/app:1"],
      services: {
        web: { image: "a", extends: { file: "https://git.invalid/a.git", service: "web" } },
      },
    },
  });
  expect(mistakes.map(({ path, problem }) => `${path}: ${problem}`)).toEqual([
    "include[0]: names something remote, oci://registry.invalid/app:1, which isn't supported: fetch it and name the file",
    "services.web.extends.file: names something remote, https://git.invalid/a.git, which isn't supported: fetch it and name the file",
  ]);
});
