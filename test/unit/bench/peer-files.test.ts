import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ansiblePlaybook } from "../../../bench/peers/ansible-playbook";
import { composeFile } from "../../../bench/peers/compose-file";
import { saltState } from "../../../bench/peers/salt-state";
import { terraformFile } from "../../../bench/peers/terraform-file";
import { workOf } from "../../../bench/workload";
import { packagesToInstall } from "../../../bench/install/debian-packages";
import { withoutLocalModules, withoutUnservedBackends } from "../../../bench/install/terraform";

const base = "slipway-bench-x-1";
const spec = workOf({ base, n: 2 }, 2);

describe("workOf", () => {
  it("must differ between the revisions in one variable alone", () => {
    const text = (revision: 1 | 2) => JSON.stringify(workOf({ base, n: 2 }, revision));
    expect(text(1).replaceAll('"REVISION":"1"', '"REVISION":"2"')).toBe(text(2));
  });

  it("must give each container two variables, two labels and a volume of its own", () => {
    for (const each of spec.containers) {
      expect(Object.keys(each.env)).toHaveLength(2);
      expect(Object.keys(each.labels)).toHaveLength(2);
    }
    expect(new Set(spec.containers.map((each) => each.volume)).size).toBe(2);
  });
});

describe("the peers' files", () => {
  it("must put the whole work into the Compose file", () => {
    const file = JSON.parse(composeFile(spec, "image:1"));
    expect(file.services.c1).toEqual({
      image: "image:1",
      container_name: `${base}-c1`,
      environment: { MODE: "bench", REVISION: "2" },
      labels: { "dev.slipway.bench": base, tier: "web" },
      restart: "unless-stopped",
      networks: ["bench"],
      volumes: ["v1:/data"],
    });
    expect(file.volumes.v1).toEqual({
      name: `${base}-v1`,
      labels: { "dev.slipway.bench": base },
    });
    expect(file.networks.bench.name).toBe(base);
  });

  it("must put the whole work into Terraform's file, with references for the order", () => {
    const { resource, provider } = JSON.parse(terraformFile(spec, "sha256:1", "unix:///d.sock"));
    expect(provider.docker.host).toBe("unix:///d.sock");
    expect(resource.docker_container.c1).toMatchObject({
      env: ["MODE=bench", "REVISION=2"],
      restart: "unless-stopped",
      networks_advanced: [{ name: "${docker_network.bench.name}" }],
      volumes: [{ volume_name: "${docker_volume.v1.name}", container_path: "/data" }],
    });
    expect(Object.keys(resource.docker_volume)).toEqual(["v0", "v1"]);
  });

  it("must take things away in the opposite order with Ansible and Salt", () => {
    const tasks = (state: "present" | "absent"): string[] =>
      JSON.parse(ansiblePlaybook(spec, "image:1", state, "/python"))[0].tasks.map(
        (task: { name: string }) => task.name,
      );
    expect(tasks("present")).toEqual(["network", "volumes", "containers"]);
    expect(tasks("absent")).toEqual(["containers", "volumes", "network"]);
    const keys = (want: "present" | "absent") =>
      Object.keys(JSON.parse(saltState(spec, "image:1", want)) as object);
    expect(keys("present")).toEqual(["network", "v0", "c0", "v1", "c1"]);
    expect(keys("absent")).toEqual(["c0", "v0", "c1", "v1", "network"]);
  });

  it("must run the Pulumi program as the project runs its own", () => {
    const read = (file: string) => parse(readFileSync(resolve(file), "utf8"));
    const [ours, project] = [read("bench/program/Pulumi.yaml"), read("Pulumi.yaml")];
    const nodeArgs = (text: string, dir: string) =>
      text.split(" ").map((arg) => (arg.startsWith(".") ? resolve(dir, arg) : arg));
    const { nodeargs: ourArgs, ...ourOptions } = ours.runtime.options;
    const { nodeargs: projectArgs, ...projectOptions } = project.runtime.options;
    expect(ourOptions).toEqual(projectOptions);
    expect(nodeArgs(ourArgs, "bench/program")).toEqual(nodeArgs(projectArgs, "."));
    const plugin = (from: { plugins: { providers: { name: string; path: string }[] } }) =>
      from.plugins.providers.find((each) => each.name === "docker")?.path ?? "";
    expect(resolve("bench/program", plugin(ours))).toBe(resolve(plugin(project)));
  });
});

describe("installing peers", () => {
  it("must take out the backends of Terraform that are modules of their own, and only those", () => {
    const source = [
      "import (",
      '\tbackendAzure "github.com/hashicorp/terraform/internal/backend/remote-state/azure"',
      '\tbackendHTTP "github.com/hashicorp/terraform/internal/backend/remote-state/http"',
      ")",
      '\t\t"azurerm": func() backend.Backend { return backendAzure.New() },',
      '\t\t"http": func() backend.Backend { return backendHTTP.New() },',
      "",
    ].join("\n");
    const left = withoutUnservedBackends(source, (dir) => dir.endsWith("/http"));
    expect(left).not.toMatch(/azure/i);
    expect(left.match(/backendHTTP/g)).toHaveLength(2);
  });

  it("must take local modules out of go.mod", () => {
    const goMod = [
      "module m",
      "godebug tlskyber=0",
      "require (",
      "\texample.org/a v1.0.0",
      "\texample.org/m/azure v0.0.0",
      ")",
      "replace example.org/m/azure => ./azure",
    ].join("\n");
    expect(withoutLocalModules(goMod).split("\n")).toEqual([
      "module m",
      "require (",
      "\texample.org/a v1.0.0",
      ")",
    ]);
  });

  it("must read package names from a simulated install", () => {
    const text = "Reading…\nInst python3-idna (3.3-1 Debian:12 [all])\nInst a (1)\nConf a (1)\n";
    expect(packagesToInstall(text)).toEqual(["python3-idna", "a"]);
  });
});
