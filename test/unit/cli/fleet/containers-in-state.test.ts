import { describe, expect, it } from "vitest";
import { containersInState } from "../../../../cli/fleet/containers-in-state";
import { container, dockerHost, stack } from "./state";

const only = (...args: Parameters<typeof container>) => {
  const parent = { urn: "urn:pulumi:prod::shop::shop:Blog::blog", type: "shop:Blog" };
  return containersInState([stack, parent, container(...args)])[0];
};

describe("containersInState", () => {
  it("must tell of which workload a container is, and which replica", () => {
    const labels = [
      { label: "slipway.workload", value: "web" },
      { label: "slipway.replica", value: "2" },
    ];
    expect(only("web-2", "a", { outputs: { labels } })).toMatchObject({
      logicalName: "web-2",
      workload: "web",
      replica: 2,
      id: "id-of-web-2",
      name: "web-2-1234567",
      image: "nginx:1",
      mustRun: true,
    });
  });

  it("must take the component for the workload where there is no label, else the container itself", () => {
    const parent = "urn:pulumi:prod::shop::shop:Blog::blog";
    expect(only("db", "a", { parent })).toMatchObject({ workload: "blog", replica: undefined });
    expect(only("db", "a")).toMatchObject({ workload: "db" });
  });

  it("must name the provider as the hosts do", () => {
    const [, provider] = dockerHost("a");
    expect(only("db", "a")?.provider).toBe(provider?.urn);
  });

  it.each([{ mustRun: false }, { start: false }])("must not expect a job to run: %j", (outputs) => {
    expect(only("job", "a", { outputs })).toMatchObject({ mustRun: false });
  });

  it("must leave out what is about to be deleted", () => {
    expect(only("old", "a", { extra: { delete: true } })).toBeUndefined();
  });
});
