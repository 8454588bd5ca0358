import { describe, expect, it } from "vitest";
import { onEngine } from "../../../../model/compose/on-engine";
import { loadFiles } from "./load-text";

const told = (content: unknown) => {
  const { refused, noEffect } = onEngine(loadFiles({ "compose.yaml": content }), "host");
  const words = (list: readonly { line: number; path: string }[]) =>
    list.map(({ line, path }) => `${line} ${path}`);
  return { refused: words(refused), noEffect: words(noEffect) };
};

describe("onEngine", () => {
  it("names what is refused and what has no effect, each with its line", () => {
    expect(
      told(
        [
          "services:",
          "  web:",
          "    image: a",
          "    pids_limit: 10",
          "    expose: ['80']",
          "    deploy:",
          "      placement: { constraints: [node.role == manager] }",
        ].join("\n"),
      ),
    ).toEqual({
      refused: ["4 services.web.pids_limit"],
      noEffect: ["7 services.web.deploy.placement", "5 services.web.expose"],
    });
  });

  it("names the whole of what is refused, and not its parts too", () => {
    expect(
      told({ services: { web: { image: "a", post_start: [{ command: "x", user: "me" }] } } })
        .refused,
    ).toEqual(["4 services.web.post_start"]);
  });

  it("is silent on what only Compose's defaults say", () => {
    expect(
      told({ services: { web: { image: "a", ports: ["80"], deploy: { replicas: 2 } } } }),
    ).toEqual({ refused: [], noEffect: [] });
  });
});
