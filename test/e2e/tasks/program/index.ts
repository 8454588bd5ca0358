import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";

import { DockerHost, type DockerHostArgs } from "../../../../components/hosts/docker-host";
import { HostGroup } from "../../../../components/hosts/host-group";
import { Task, type TaskArgs } from "../../../../components/tasks/task";
import { Workload } from "../../../../components/workloads/workload";
import type { TaskCommandArgs } from "../../../../plugins/slipway/sdk/task";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  image: string;
  remote: DockerHostArgs;
  version: string;
  /** Contents of files of the workload `files`, which is there where these are. */
  files?: Record<"recreate" | "restart" | "signal", string>;
  tasks: Record<
    string,
    TaskCommandArgs & {
      in?: "web" | "fresh";
      on?: "local" | "remote" | "both";
      replica?: TaskArgs["replica"];
      /** A task that comes first. */
      after?: string;
    }
  >;
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;

const local = new DockerHost("local");
const group = new HostGroup("hosts", { hosts: { remote: wanted.remote, here: {} } });
const [remote] = group.hosts;
const places = { local, remote: remote!, both: group };
const web = new Workload("web", {
  on: local,
  image: wanted.image,
  env: { VERSION: wanted.version },
  command: ["sh", "-c", "trap exit TERM; while :; do sleep 1 & wait $!; done"],
  stopGraceSeconds: 1,
  replicas: 2,
});

if (wanted.files !== undefined) {
  const { recreate, restart, signal } = wanted.files;
  new Workload("files", {
    on: local,
    image: wanted.image,
    command: [
      "sh",
      "-c",
      "trap 'cat /etc/signal; echo' HUP; trap 'exit 0' TERM; echo begun; while :; do sleep 1 & wait $!; done",
    ],
    files: [
      { path: "/etc/recreate", content: recreate },
      { path: "/etc/restart", content: restart, onChange: "restart" },
      { path: "/etc/signal", content: signal, onChange: { signal: "SIGHUP" }, secret: true },
    ],
    health: { command: ["test", "-s", "/etc/signal"], intervalSeconds: 1 },
    stopGraceSeconds: 1,
    replicas: 2,
  });
}

const made: Record<string, Task> = {};
for (const [name, { in: inside, on, after, ...args }] of Object.entries(wanted.tasks)) {
  made[name] = new Task(
    name,
    {
      ...args,
      ...(inside === "web" && { in: web }),
      ...(inside === "fresh" && { in: { image: wanted.image } }),
      ...(on !== undefined && { on: places[on] }),
    },
    after === undefined ? {} : { dependsOn: [made[after]!] },
  );
}

export const results = pulumi.output(
  Object.fromEntries(Object.entries(made).map(([name, task]) => [name, task.results])),
);
