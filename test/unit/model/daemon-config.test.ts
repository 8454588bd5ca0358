import { describe, expect, it } from "vitest";
import { daemonMistakes, needRestart } from "../../../model/daemon-config";

describe("daemonMistakes", () => {
  it("finds none in what Docker takes", () => {
    expect(
      daemonMistakes({
        "log-driver": "json-file",
        "log-opts": { "max-size": "10m", "max-file": "3" },
        "registry-mirrors": ["https://mirror.example.com"],
        "default-address-pools": [{ base: "10.20.0.0/16", size: 24 }],
        "live-restore": true,
        labels: ["rack=b"],
        "metrics-addr": "127.0.0.1:9323",
      }),
    ).toEqual([]);
  });

  it.each<[object, string]>([
    [
      { "log-ops": {} },
      '["log-ops"]: is no key of daemon.json that is known here; did you mean "log-opts"?',
    ],
    [{ "log-opts": { "max-file": 3 } }, "numbers as texts too"],
    [{ "live-restore": "yes" }, 'expected true or false, got "yes"'],
    [{ "registry-mirrors": ["mirror.example.com"] }, "expected a list of addresses"],
    [
      { "default-address-pools": [{ base: "10.20.0.0/16", size: 8 }] },
      "the size between the base's and 32",
    ],
    [{ labels: ["rack"] }, "expected a list of texts such as rack=b"],
    [{ "metrics-addr": "9323" }, "expected an address and port"],
    [{ hosts: ["tcp://0.0.0.0"] }, "would change how the engine is reached"],
    [{ "data-root": "/x" }, "would hide every container"],
  ])("refuses %j", (config, sentence) => {
    const mistakes = daemonMistakes({ ...config });
    expect(mistakes.map(({ path, problem }) => `${path}: ${problem}`).join()).toContain(sentence);
  });

  it("tells all mistakes at once", () => {
    expect(daemonMistakes({ debug: 1, mtu: -1 }, "daemon").map(({ path }) => path)).toEqual([
      "daemon.debug",
      "daemon.mtu",
    ]);
  });
});

describe("needRestart", () => {
  it("leaves out what dockerd takes in by itself", () => {
    expect(needRestart(["labels", "debug", "live-restore", "registry-mirrors"])).toEqual([]);
    expect(needRestart(["labels", "log-opts"])).toEqual(["log-opts"]);
  });
});
