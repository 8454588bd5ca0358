import { describe, expect, it } from "vitest";
import { renderProject } from "../../../../model/compose/render";
import { loadFiles } from "./load-text";

const FILE = {
  services: { web: { image: "a", secrets: ["token"] } },
  secrets: { token: { environment: "TOKEN" } },
};

describe("a secret of the environment", () => {
  const { project } = loadFiles({ "compose.yaml": FILE }, { environment: { TOKEN: "hidden" } });

  it("must be in the model, for those who deploy it", () => {
    expect(project.secrets.token).toEqual({
      name: "app_token",
      environment: "TOKEN",
      content: "hidden",
    });
  });

  it("must never be printed", () => {
    expect(JSON.stringify(renderProject(project))).not.toContain("hidden");
  });
});
