import * as pulumi from "@pulumi/pulumi";
import { DockerHost } from "../../components/hosts/docker-host";
import { Image } from "../../components/images/image";
import { Task } from "../../components/tasks/task";
import { Workload } from "../../components/workloads/workload";

const config = new pulumi.Config();
const host = new DockerHost("local");
const image = new Image("web", { on: host, build: { context: "../web" } });

// Before the containers are made: in a container of its own, which goes with the command.
const migrate = new Task("migrate", {
  in: { image },
  on: host,
  command: 'echo "schema $SCHEMA, signed in with a token of ${#TOKEN} letters"',
  env: { SCHEMA: config.get("schema") ?? "1" },
  secretEnv: { TOKEN: config.requireSecret("token") },
  timeoutSeconds: 30,
});

const web = new Workload(
  "web",
  {
    on: host,
    image,
    replicas: 2,
    ports: [{ name: "http", port: 8080 }],
    health: { http: { path: "/healthz" } },
  },
  { dependsOn: migrate },
);

// In each container of the workload, again whenever it gets new ones.
const check = new Task("check", { in: web, command: ["nginx", "-t"], retries: 2 });

// On the host itself, once: the guard says no as soon as the folder is there.
const folder = config.require("folder");
const prepare = new Task("prepare", {
  on: host,
  command: `mkdir -p "${folder}"`,
  creates: folder,
  onDelete: `rmdir "${folder}"`,
});

export const migrated = migrate.stdout;
export const checked = check.results.apply((results) => results.map(({ stderr }) => stderr));
export const prepared = prepare.results.apply(([result]) => result?.why);
