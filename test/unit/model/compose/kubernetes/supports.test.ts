import { describe, expect, it } from "vitest";
import { TREATMENTS } from "../../../../../model/compose/conformance";
import { ON_KUBERNETES } from "../../../../../model/compose/kubernetes/supports";

describe("what a cluster makes of attributes", () => {
  it("must be said of attributes that there are", () => {
    for (const path of Object.keys(ON_KUBERNETES)) expect(TREATMENTS).toHaveProperty([path]);
  });

  it("must be a refusal where nothing is said and Docker does something", () => {
    expect(TREATMENTS["services.*.privileged"]!.kubernetes).toHaveProperty("refused");
    expect(TREATMENTS["services.*.extends"]!.kubernetes).toBe("supported");
    expect(TREATMENTS["services.*.attach"]!.kubernetes).toHaveProperty("noEffect");
  });
});
