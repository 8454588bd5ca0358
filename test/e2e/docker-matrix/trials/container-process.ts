import type { ContainerInputs } from "../../../../plugins/docker/resources/container/container-inputs";
import type { TrialsFor } from "../trial";
import { SLEEPER, type World } from "../world";
import { config, host, type FoundContainer } from "./container-reading";

const SCRIPT = SLEEPER[2];
const ENDS = { command: ["true"] };

/** What runs in a container, and as what. */
export const containerProcess = ({ image, otherImage, peer }: World) =>
  ({
    attach: [
      {
        with: { ...ENDS, mustRun: false },
        base: true,
        changed: false,
      },
    ],
    capabilities: [
      {
        base: { adds: ["NET_ADMIN", "SYS_TIME"], drops: ["CHOWN"] },
        alike: [{ adds: ["cap_sys_time", "CAP_NET_ADMIN"], drops: ["chown"] }],
        changed: { adds: ["SYS_TIME"] },
        // Newer engines put CAP_ before them.
        inDocker: host(({ CapAdd }) => CapAdd?.map((each: string) => each.replace("CAP_", "")), {
          base: ["NET_ADMIN", "SYS_TIME"],
          changed: ["SYS_TIME"],
        }),
      },
    ],
    cgroupParent: [
      {
        base: "/slipway-matrix-a",
        changed: "/slipway-matrix-b",
        inDocker: host((of) => of.CgroupParent, {
          base: "/slipway-matrix-a",
          changed: "/slipway-matrix-b",
        }),
      },
    ],
    cgroupnsMode: [
      {
        base: "host",
        changed: "private",
        inDocker: host((of) => of["CgroupnsMode" as keyof typeof of], {
          base: "host",
          changed: "private",
        }),
      },
    ],
    command: [
      {
        base: ["sh", "-c", `: one; ${SCRIPT}`],
        changed: ["sh", "-c", `: two; ${SCRIPT}`],
        inDocker: config((of) => of.Cmd[2]?.slice(0, 6), { base: ": one;", changed: ": two;" }),
        optional: false,
      },
    ],
    deviceRequests: [
      {
        base: undefined,
        changed: [{ driver: "nvidia", count: -1, capabilities: ["gpu"] }],
        onlyShown: "needs a device driver, such as NVIDIA's, on the Docker host",
      },
    ],
    deviceCgroupRules: [
      {
        base: ["c 1:3 rwm"],
        changed: ["c 1:5 rwm"],
        inDocker: host((of) => of.DeviceCgroupRules, {
          base: ["c 1:3 rwm"],
          changed: ["c 1:5 rwm"],
        }),
      },
    ],
    devices: [
      {
        base: [{ hostPath: "/dev/null", containerPath: "/dev/one" }],
        alike: [[{ hostPath: "/dev/null", containerPath: "/dev/one", permissions: "mrw" }]],
        changed: [{ hostPath: "/dev/zero", containerPath: "/dev/one" }],
        inDocker: host((of) => of.Devices?.map((each: { PathOnHost: string }) => each.PathOnHost), {
          base: ["/dev/null"],
          changed: ["/dev/zero"],
        }),
      },
    ],
    entrypoints: [
      {
        base: ["env"],
        changed: ["/bin/env"],
        inDocker: config((of) => of.Entrypoint, { base: ["env"], changed: ["/bin/env"] }),
      },
    ],
    envs: [
      {
        base: ["B=2", "A=1"],
        alike: [["A=1", "B=2"]],
        changed: ["A=1", "B=3"],
        inDocker: config((of) => of.Env.filter((each) => !each.startsWith("PATH=")).sort(), {
          base: ["A=1", "B=2"],
          changed: ["A=1", "B=3"],
        }),
      },
    ],
    gpus: [
      {
        base: undefined,
        changed: "all",
        onlyShown: "needs a GPU and its driver on the Docker host",
      },
    ],
    groupAdds: [
      {
        base: ["1001", "1002"],
        alike: [["1002", "1001"]],
        changed: ["1003"],
        inDocker: host((of) => of.GroupAdd, { base: ["1001", "1002"], changed: ["1003"] }),
      },
    ],
    healthcheck: [
      {
        base: { tests: ["CMD", "true"], interval: "90s", timeout: "5s", retries: 2 },
        alike: [{ tests: ["CMD", "true"], interval: "1m30s", timeout: "5000ms", retries: 2 }],
        changed: { tests: ["CMD", "true"], interval: "1m", timeout: "5s", retries: 2 },
        inDocker: config((of) => of.Healthcheck?.Interval, { base: 90e9, changed: 60e9 }),
      },
    ],
    image: [
      {
        base: image,
        alike: [`docker.io/library/${image}`],
        changed: otherImage,
        inDocker: config((of) => of.Image, { base: image, changed: otherImage }),
        optional: false,
      },
    ],
    init: [
      {
        base: true,
        changed: false,
        inDocker: host((of) => of.Init, { base: true, changed: false }),
      },
    ],
    ipcMode: [
      {
        base: "shareable",
        changed: "private",
        inDocker: host((of) => of.IpcMode, { base: "shareable", changed: "private" }),
      },
      {
        what: "of another container",
        base: `container:${peer}`,
        changed: "none",
        inDocker: host((of) => of.IpcMode?.split(":")[0], { base: "container", changed: "none" }),
      },
    ],
    logDriver: [
      {
        base: "json-file",
        changed: "local",
        inDocker: host((of) => of.LogConfig?.Type, { base: "json-file", changed: "local" }),
      },
    ],
    logOpts: [
      {
        base: { "max-size": "1m", "max-file": "2" },
        alike: [{ "max-file": "2", "max-size": "1m" }],
        changed: { "max-size": "2m" },
        inDocker: host((of) => of.LogConfig?.Config, {
          base: { "max-size": "1m", "max-file": "2" },
          changed: { "max-size": "2m" },
        }),
      },
    ],
    pidMode: [
      {
        base: "host",
        changed: `container:${peer}`,
        inDocker: host((of) => of.PidMode?.split(":")[0], { base: "host", changed: "container" }),
      },
    ],
    platform: [{ base: "linux/amd64", changed: "linux" }],
    privileged: [
      {
        // Not every machine that tests may run one.
        with: { start: false },
        base: true,
        changed: false,
        inDocker: host((of) => of.Privileged, { base: true, changed: false }),
      },
    ],
    runtime: [
      {
        base: "io.containerd.runc.v2",
        changed: "runc",
        inDocker: host((of) => of.Runtime, { base: "io.containerd.runc.v2", changed: "runc" }),
      },
    ],
    securityOpts: [
      {
        base: ["seccomp=unconfined", "no-new-privileges"],
        alike: [["no-new-privileges:true", "seccomp:unconfined"]],
        changed: ["no-new-privileges"],
        inDocker: host((of) => of.SecurityOpt, {
          base: ["seccomp=unconfined", "no-new-privileges"],
          changed: ["no-new-privileges"],
        }),
      },
    ],
    stdinOpen: [
      {
        base: true,
        changed: false,
        inDocker: config((of) => of.OpenStdin, { base: true, changed: false }),
      },
    ],
    stopSignal: [
      {
        base: "SIGINT",
        alike: ["INT", "sigint"],
        changed: "SIGTERM",
        inDocker: config((of) => of.StopSignal, { base: "SIGINT", changed: "SIGTERM" }),
      },
    ],
    stopTimeout: [
      {
        base: 3,
        changed: 5,
        inDocker: config((of) => of.StopTimeout, { base: 3, changed: 5 }),
      },
    ],
    sysctls: [
      {
        base: { "net.ipv4.ip_forward": "0", "net.core.somaxconn": "256" },
        alike: [{ "net.core.somaxconn": "256", "net.ipv4.ip_forward": "0" }],
        changed: { "net.ipv4.ip_forward": "1" },
        inDocker: host((of) => of.Sysctls, {
          base: { "net.ipv4.ip_forward": "0", "net.core.somaxconn": "256" },
          changed: { "net.ipv4.ip_forward": "1" },
        }),
      },
    ],
    tty: [
      {
        base: true,
        changed: false,
        inDocker: config((of) => of.Tty, { base: true, changed: false }),
      },
    ],
    user: [
      {
        base: "1000:1000",
        changed: "1001",
        inDocker: config((of) => of.User, { base: "1000:1000", changed: "1001" }),
      },
    ],
    usernsMode: [
      {
        base: "host",
        changed: "",
        inDocker: host((of) => of.UsernsMode, { base: "host", changed: "" }),
      },
    ],
    workingDir: [
      {
        base: "/tmp",
        changed: "/bin",
        inDocker: config((of) => of.WorkingDir, { base: "/tmp", changed: "/bin" }),
      },
    ],
  }) satisfies Partial<TrialsFor<ContainerInputs, FoundContainer>>;
