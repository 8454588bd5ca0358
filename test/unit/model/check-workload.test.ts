import { describe, expect, it } from "vitest";
import { checkWorkload } from "../../../model/check-workload";
import { dockerRefusals } from "../../../model/engines/docker-refusals";
import { LATER } from "../../../model/later";

const problems = (spec: object): string[] =>
  checkWorkload({ image: "nginx:1.27", ...spec }).map(({ path, problem }) => `${path}: ${problem}`);

describe("checkWorkload", () => {
  it("accepts the least and the most there is", () => {
    expect(problems({})).toEqual([]);
    expect(
      problems({
        command: ["serve"],
        entrypoint: ["/bin/app"],
        workingDir: "/srv",
        user: "1000:1000",
        env: { A: "" },
        secretEnv: { B: "x" },
        ports: [
          { name: "http", port: 80 },
          { port: 80, protocol: "udp" },
        ],
        volumes: [
          { path: "/a", name: "data" },
          { path: "/b", tmpfs: { sizeMib: 16, mode: "1777" } },
          { path: "/c", hostPath: "/srv/c", readOnly: true },
          { path: "/d", existing: "other", access: "shared" },
        ],
        files: [{ path: "/etc/app.conf", content: "x", mode: "0640", userId: 0, groupId: 10 }],
        health: { http: { path: "/healthz", port: "http" } },
        resources: { cpus: 0.5, memoryMib: 64, reservations: { cpus: 0.1, memoryMib: 32 } },
        restart: "on-failure",
        replicas: 3,
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: true,
        capabilities: { add: ["NET_ADMIN"], drop: ["ALL"] },
        stopGraceSeconds: 30,
        stopSignal: "SIGQUIT",
        init: false,
        labels: { "com.example.team": "web" },
        logs: { maxSizeMib: 1, maxFiles: 2 },
        rollout: { order: "stop-first", batch: "25%", canary: 1 },
      }),
    ).toEqual([]);
  });

  it("passes by what is only known later", () => {
    expect(problems({ image: LATER, env: LATER, resources: { cpus: LATER } })).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      "no image",
      { image: undefined },
      "image: expected an image such as nginx:1.27 or nginx@sha256:…, got nothing",
    ],
    [
      "a port out of range",
      { ports: [{ port: 0 }] },
      "ports[0].port: expected a whole number from 1 to 65535, got 0",
    ],
    [
      "a port twice",
      { ports: [{ port: 80 }, { port: 80 }] },
      "ports[1].port: 80/tcp is taken by ports[0] already",
    ],
    [
      "a name for an address",
      { ports: [{ port: 80, publish: { port: 80, address: "localhost" } }] },
      'ports[0].publish.address: expected an IP address such as 127.0.0.1, got "localhost"',
    ],
    [
      "a volume that is nothing",
      { volumes: [{ path: "/d" }] },
      "volumes[0]: expected exactly one of name, existing, tmpfs and hostPath, got none",
    ],
    [
      "a volume that is two",
      { volumes: [{ path: "/d", name: "d", tmpfs: {} }] },
      "volumes[0]: expected exactly one of name, existing, tmpfs and hostPath, got name and tmpfs",
    ],
    [
      "a relative path",
      { volumes: [{ path: "d", name: "d" }] },
      'volumes[0].path: expected an absolute path without .., got "d"',
    ],
    [
      "a path twice",
      {
        volumes: [
          { path: "/d", name: "d" },
          { path: "/d", name: "e" },
        ],
      },
      'volumes[1].path: "/d" is taken by volumes[0] already',
    ],
    [
      "no such port name",
      { ports: [{ name: "http", port: 80 }], health: { http: { port: "web" } } },
      'health.http.port: no port is named "web"; ports has http',
    ],
    [
      "no port to check",
      { health: { tcp: {} } },
      "health.tcp.port: expected a port, as ports has no TCP port to take",
    ],
    [
      "two kinds of check",
      { health: { tcp: { port: 1 }, command: ["x"] } },
      "health: expected exactly one of http, tcp and command, got tcp and command",
    ],
    [
      "start-first against the obstacle",
      { rollout: { order: "start-first" }, volumes: [{ path: "/d", name: "d" }] },
      'rollout.order: "start-first" can\'t be: volume "d" may only be written by one container at a time (its access is "exclusive"); use "auto" or "stop-first"',
    ],
    [
      "a canary of all",
      { replicas: 2, rollout: { canary: 2 } },
      "rollout.canary: expected fewer than the 2 replicas, got 2",
    ],
    [
      "a variable that is both",
      { env: { A: "1" }, secretEnv: { A: "2" } },
      "secretEnv.A: is in env too; keep one of them",
    ],
    [
      "a label of ours",
      { labels: { "slipway.workload": "x" } },
      'labels["slipway.workload"]: expected a label\'s name outside of slipway., got "slipway.workload"',
    ],
    [
      "a misspelt key inside",
      { health: { http: {}, intervalSecond: 3 } },
      'health.intervalSecond: isn\'t known; did you mean "intervalSeconds"?',
    ],
  ])("refuses %s", (_, spec, message) => {
    expect(problems(spec)).toEqual([message]);
  });

  it("shows neither a secret nor a file's content", () => {
    const text = problems({ secretEnv: { A: 424242 }, files: [{ path: "/x", content: 424242 }] });
    expect(text).toHaveLength(2);
    expect(text.join()).not.toContain("424242");
  });
});

describe("dockerRefusals", () => {
  it("refuses files in a read-only root file system", () => {
    expect(
      dockerRefusals({ readOnlyRootFilesystem: true, files: [{}] }).map(({ path }) => path),
    ).toEqual(["files"]);
    expect(dockerRefusals({ readOnlyRootFilesystem: true })).toEqual([]);
    expect(dockerRefusals({ files: [{}] })).toEqual([]);
  });

  it("refuses one host port for two replicas", () => {
    const ports = [{ port: 80, publish: { port: 8080 } }];
    expect(dockerRefusals({ replicas: 2, ports })).toEqual([
      {
        path: "ports[0].publish.port",
        problem: `the host's port 8080 can only be had by one container, and there are 2 replicas; leave "publish" out and put a Gateway in front`,
      },
    ]);
    expect(dockerRefusals({ ports })).toEqual([]);
  });
});
