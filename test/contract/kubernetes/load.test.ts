import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, it, vi } from "vitest";

vi.setConfig({ testTimeout: 60_000 });

const root = resolve(__dirname, "../../..");

/** Which modules of @pulumi/kubernetes a program loads that imports this component. */
function loaded(component: string): string[] {
  const script = `
    require("./toolchain/typescript.cjs");
    require("./components/${component}");
    const all = Object.keys(require.cache).filter((file) => file.includes("/@pulumi/kubernetes/"));
    process.stdout.write(all.map((file) => file.split("/@pulumi/kubernetes/")[1]).join(" "));
  `;
  const printed = execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" });
  return printed.split(" ").filter(Boolean);
}

it("a program without a cluster must load nothing of Kubernetes", () => {
  expect(loaded("workloads/workload.ts")).toEqual([]);
});

it("a program with a cluster must load no more of it than it uses", () => {
  const files = loaded("kubernetes/kubernetes-cluster.ts");
  expect(files).toContain("provider.js");
  expect(files).not.toContain("index.js");
  expect(files.length).toBeLessThan(15);
});
