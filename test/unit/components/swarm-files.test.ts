import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DockerHost } from "../../../components/hosts/docker-host";
import { SwarmCluster } from "../../../components/swarm/swarm-cluster";
import { SwarmConfig } from "../../../components/swarm/swarm-config";
import { SwarmSecret } from "../../../components/swarm/swarm-secret";
import { contentName } from "../../../model/content-name";
import { mockEngine, ofType, settled } from "./support/mocks";

/** How a secret looks on the wire. */
const SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d";

const cluster = () => new SwarmCluster("swarm", { managers: [new DockerHost("m1")] });

beforeEach(() => mockEngine());
afterEach(() => settled());

describe("SwarmConfig", () => {
  it("is named by its content", async () => {
    new SwarmConfig("motd", { on: cluster(), content: "hello" });
    await settled();
    expect(ofType("docker:index/serviceConfig:ServiceConfig").map(({ inputs }) => inputs)).toEqual([
      { name: contentName("motd", "hello"), dataRaw: "hello" },
    ]);
  });
});

describe("SwarmSecret", () => {
  it("keeps its content secret, and has no name that tells of it", async () => {
    new SwarmSecret("key", { on: cluster(), content: "hunter2" });
    await settled();
    const [secret] = ofType("docker:index/secret:Secret");
    expect(Object.keys(secret!.inputs)).toEqual(["data"]);
    expect(JSON.stringify(secret!.inputs)).toContain(SECRET_SIGNATURE);
  });
});
