import * as pulumi from "@pulumi/pulumi";
import { DockerHost } from "../../components/hosts/docker-host";
import { Workload } from "../../components/workloads/workload";

const config = new pulumi.Config();
const host = new DockerHost("local");

const diary = new Workload("diary", {
  on: host,
  image: "debian:bookworm-slim",
  command: ["bash", "/etc/diary.sh"],
  files: [
    {
      path: "/etc/diary.sh",
      content:
        'echo "started $(date -Is), my token has ${#TOKEN} letters" >> /data/starts\nsleep inf\n',
    },
  ],
  secretEnv: { TOKEN: config.requireSecret("token") },
  volumes: [{ name: "data", path: "/data" }],
  health: { command: ["test", "-s", "/data/starts"], intervalSeconds: 1 },
  resources: { memoryMib: 64 },
  stopSignal: "SIGKILL",
  // An example is thrown away; leave this out to have Pulumi refuse to delete the data.
  keepVolumes: false,
});

export const container = diary.containerNames.apply(([name]) => name);
export const volumes = diary.volumeNames;
