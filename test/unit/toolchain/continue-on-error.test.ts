import {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  RegisterResourceResponse,
  Result,
} from "@pulumi/pulumi/proto/resource_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { afterEach, describe, expect, it, vi } from "vitest";

import {
  NOT_MADE,
  OUTPUT_SIGNATURE,
  SIGNATURE_KEY,
  UNKNOWN_STRING,
} from "../../../plugins/runtime/signatures";
import continuing from "../../../toolchain/continue-on-error.cjs";

type Done = (error: null, response?: RegisterResourceResponse) => void;

/** An engine that fails what is called "broken", and notes what it is told. */
function monitor() {
  const registered: RegisterResourceRequest[] = [];
  const completed: string[] = [];
  class ResourceMonitorClient {
    registerResource(request: RegisterResourceRequest, done: Done): void {
      registered.push(request);
      const result = request.getName() === "broken" ? Result.FAIL : Result.SUCCESS;
      done(null, new RegisterResourceResponse().setUrn(request.getName()).setResult(result));
    }
    registerResourceOutputs(request: RegisterResourceOutputsRequest, done: Done): void {
      completed.push(request.getUrn());
      done(null);
    }
  }
  const client = new (continuing({ ResourceMonitorClient }).ResourceMonitorClient)();
  const register = (name: string, type = "docker:index/volume:Volume", provider = "") => {
    const inputs: Record<string, JavaScriptValue> = {
      known: "as it is",
      unknown: UNKNOWN_STRING,
      list: [{ unknown: UNKNOWN_STRING }],
      output: { [SIGNATURE_KEY]: OUTPUT_SIGNATURE, secret: true },
    };
    client.registerResource(
      new RegisterResourceRequest()
        .setName(name)
        .setType(type)
        .setCustom(true)
        .setProvider(provider)
        .setObject(Struct.fromJavaScript(inputs)),
      () => undefined,
    );
    return registered.at(-1)!;
  };
  const complete = (urn: string) => {
    const done = vi.fn();
    client.registerResourceOutputs(new RegisterResourceOutputsRequest().setUrn(urn), done);
    return done;
  };
  return { register, complete, completed };
}

afterEach(() => vi.unstubAllEnvs());

describe("what the engine is told once something failed", () => {
  it("must not complete what failed, and complete all else", () => {
    const { register, complete, completed } = monitor();
    register("broken");
    register("fine");
    expect(complete("broken")).toHaveBeenCalledExactlyOnceWith(null);
    complete("fine");
    expect(completed).toEqual(["fine"]);
  });

  it("must mark for our own plugins what isn't known", () => {
    const { register } = monitor();
    register("broken");
    expect(register("next").getObject()?.toJavaScript()).toEqual({
      known: "as it is",
      unknown: NOT_MADE,
      list: [{ unknown: NOT_MADE }],
      output: NOT_MADE,
    });
    const other = register("other", "kubernetes:core/v1:Pod").getObject()?.toJavaScript();
    expect(other).toMatchObject({ unknown: UNKNOWN_STRING });
  });

  it("must name a provider that wasn't made as what the resource depends on", () => {
    const { register } = monitor();
    register("broken");
    const request = register("next", undefined, `urn:of::provider::${UNKNOWN_STRING}`);
    expect(request.getProvider()).toBe("");
    expect(request.getDependenciesList()).toEqual(["urn:of::provider"]);
    expect(register("last", undefined, "urn:of::provider::id").getProvider()).toBe(
      "urn:of::provider::id",
    );
  });

  it("must be as the SDK says it before that, and in a preview", () => {
    const { register, complete, completed } = monitor();
    expect(register("first").getObject()?.toJavaScript()).toMatchObject({
      unknown: UNKNOWN_STRING,
    });
    vi.stubEnv("PULUMI_NODEJS_DRY_RUN", "true");
    register("broken");
    expect(register("next").getObject()?.toJavaScript()).toMatchObject({ unknown: UNKNOWN_STRING });
    complete("broken");
    expect(completed).toEqual(["broken"]);
  });
});
