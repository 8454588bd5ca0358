import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { LabCluster } from "../../lab/kubernetes/lab-cluster";
import { checkoutRoot } from "../../toolchain/paths";
import { runCommand } from "../measure/run-command";
import { currentLoad } from "../report/machine";
import { median } from "../report/statistics";
import type { Work } from "./program/index";

const WORKLOADS = 100;
const STACK = "bench";
/** What the bench holds Slipway to, both times the peer's own. */
const MOST_PREVIEW = 1.5;
const MOST_CREATE = 1.5;

export interface KubernetesBenchOptions {
  readonly runs: number;
  readonly json: boolean;
}

interface Seconds {
  /** From nothing until all is ready, without a preview. */
  create: number;
  /** A preview that finds nothing to do, median over the runs. */
  preview: number;
}

interface Report {
  workloads: number;
  objects: number;
  runs: number;
  load: unknown;
  workload: Seconds;
  bare: Seconds;
  /** The Pulumi engine with as many resources that do nothing, with as much state. */
  floorCreate: number;
  kubectlCreate: number;
}

const progress = (message: string): void => void process.stderr.write(`${message}\n`);

/**
 * Compares workloads with the same objects in a bare Pulumi program and by kubectl, on a cluster whose nodes are fake, so
 * that no image and no container counts. Returns the exit code: 0 where Slipway keeps to its limits.
 */
export async function benchKubernetes({ runs, json }: KubernetesBenchOptions): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  let cluster: LabCluster | undefined;
  try {
    progress("cluster: starting (a first time takes minutes)");
    cluster = await LabCluster.start("bench", { fakeNodes: 4 });
    const report = await measureAll(cluster, dir, runs);
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : table(report));
    return keepsLimits(report) ? 0 : 1;
  } finally {
    await cluster?.remove();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function measureAll(cluster: LabCluster, dir: string, runs: number): Promise<Report> {
  const load = currentLoad();
  const base = { n: WORKLOADS, kubeconfigFile: cluster.kubeconfigFile, objects: [], states: [] };
  const stack = async (work: Pick<Work, "mode"> & Partial<Work>) => {
    const namespace = work.mode;
    cluster.kubectl("create", "namespace", namespace);
    return BenchStack.init(join(dir, work.mode), { ...base, namespace, ...work });
  };
  const measured = async (made: BenchStack): Promise<Seconds> => {
    const create = await made.run(["up", "--skip-preview", "--yes"]);
    progress(`${made.work.mode}: created in ${create.toFixed(1)} s`);
    const previews: number[] = [];
    for (let run = 0; run < runs; run++) {
      previews.push(await made.run(["preview", "--expect-no-changes"]));
      progress(`${made.work.mode}: preview ${run + 1}/${runs} in ${previews.at(-1)!.toFixed(2)} s`);
    }
    return { create, preview: median(previews) };
  };
  const workloads = await stack({ mode: "workloads" });
  const workload = await measured(workloads);
  const { objects, states } = await workloads.made();
  const bare = await measured(await stack({ mode: "bare", objects }));
  const floor = await stack({ mode: "floor", states });
  const floorCreate = await floor.run(["up", "--skip-preview", "--yes"]);
  progress(`floor: ${floorCreate.toFixed(1)} s`);
  const kubectlCreate = await applied(cluster, dir, objects);
  progress(`kubectl: ${kubectlCreate.toFixed(1)} s`);
  const sizes = { workloads: WORKLOADS, objects: objects.length, runs, load };
  return { ...sizes, workload, bare, floorCreate, kubectlCreate };
}

/** Seconds that kubectl takes with the same objects, until all is ready. */
async function applied(
  cluster: LabCluster,
  dir: string,
  objects: Work["objects"],
): Promise<number> {
  const file = join(dir, "objects.json");
  const items = objects.map(({ inputs }) => inputs);
  writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  const namespace = "kubectl";
  cluster.kubectl("create", "namespace", namespace);
  const start = performance.now();
  cluster.kubectl("apply", "--server-side", "-n", namespace, "-f", file);
  const ready = ["--for=condition=Available", "deployment", "--all", "--timeout=300s"];
  cluster.kubectl("wait", "-n", namespace, ...ready);
  return (performance.now() - start) / 1000;
}

class BenchStack {
  private constructor(
    private readonly dir: string,
    readonly work: Work,
  ) {}

  static async init(dir: string, work: Work): Promise<BenchStack> {
    mkdirSync(join(dir, "state"), { recursive: true });
    writeFileSync(join(dir, "work.json"), JSON.stringify(work));
    const stack = new BenchStack(dir, work);
    await stack.run(["stack", "init"]);
    return stack;
  }

  /** Seconds that the command takes; throws where it fails. */
  async run(args: readonly string[]): Promise<number> {
    const start = performance.now();
    const { exitCode, endedAt, tail } = await this.pulumi(args);
    if (exitCode !== 0)
      throw new Error(`pulumi ${args.join(" ")} ended with ${exitCode}:\n${tail}`);
    return (endedAt - start) / 1000;
  }

  /** What the state has: of Kubernetes, as it was asked for, and of each resource, as it lies there. */
  async made(): Promise<Pick<Work, "objects" | "states">> {
    const file = join(this.dir, "export.json");
    await this.run(["stack", "export", "--file", file]);
    const { deployment } = JSON.parse(readFileSync(file, "utf8")) as {
      deployment: {
        resources: ({ type: string; urn: string } & Partial<Work["states"][0]>)[];
      };
    };
    const objects = deployment.resources
      .filter(({ type }) => type.startsWith("kubernetes:"))
      .map(({ type, urn, inputs = {} }) => ({
        type,
        name: urn.split("::").at(-1)!,
        inputs: asWritten(inputs),
      }));
    const states = deployment.resources.map(({ inputs = {}, outputs = {} }) => ({
      inputs: withoutMarks(inputs) as Work["states"][0]["inputs"],
      outputs: withoutMarks(outputs) as Work["states"][0]["outputs"],
    }));
    return { objects, states };
  }

  private pulumi(args: readonly string[]) {
    const root = checkoutRoot();
    const wrapper = join(root, ".slipway/bin/pulumi");
    const pulumi = process.env["SLIPWAY_PULUMI"] ?? (existsSync(wrapper) ? wrapper : "pulumi");
    const config = join(this.dir, `Pulumi.${STACK}.yaml`);
    // `stack init` takes none, and writes it beside Pulumi.yaml: a copy of that keeps the checkout clean.
    const init = args[1] === "init";
    if (init)
      writeFileSync(
        join(this.dir, "Pulumi.yaml"),
        "name: slipway-bench-kubernetes\nruntime: nodejs\n",
      );
    const where = init ? [STACK] : ["--stack", STACK];
    const configured = ["up", "preview"].includes(args[0]!) ? ["--config-file", config] : [];
    return runCommand({
      argv: [pulumi, ...args, ...where, ...configured, "--non-interactive", "--color", "never"],
      cwd: init ? this.dir : join(root, "bench/kubernetes/program"),
      env: {
        PULUMI_BACKEND_URL: `file://${join(this.dir, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "slipway-bench",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        SLIPWAY_BENCH_WORK: join(this.dir, "work.json"),
      },
    });
  }
}

/** Without the namespace, and what the engine keeps beside the inputs. */
function asWritten(inputs: Record<string, unknown>): Record<string, unknown> {
  const { namespace: _, ...metadata } = inputs["metadata"] as Record<string, unknown>;
  return withoutMarks({ ...inputs, metadata }) as Record<string, unknown>;
}

/** By this key the engine tells secrets and other special values from plain objects. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

function withoutMarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMarks);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !key.startsWith("__") && key !== SIGNATURE)
      .map(([key, each]) => [key, withoutMarks(each)]),
  );
}

function previewRatio({ workload, bare }: Report): number {
  return workload.preview / bare.preview;
}

/** What kubectl takes counts more, and the engine's floor comes on top. */
function createLimit({ kubectlCreate, floorCreate }: Report): number {
  return MOST_CREATE * kubectlCreate + floorCreate;
}

function keepsLimits(report: Report): boolean {
  return previewRatio(report) <= MOST_PREVIEW && report.workload.create <= createLimit(report);
}

function table(report: Report): string {
  const { workload, bare, floorCreate, kubectlCreate } = report;
  const rows = [
    ["", "create s", "no-op preview s"],
    ["slipway", workload.create.toFixed(1), workload.preview.toFixed(2)],
    ["bare Pulumi program", bare.create.toFixed(1), bare.preview.toFixed(2)],
    ["kubectl apply --server-side", kubectlCreate.toFixed(1), ""],
    ["Pulumi engine alone", floorCreate.toFixed(1), ""],
  ];
  const lines = rows.map(([name, ...cells]) =>
    [name!.padEnd(28), ...cells.map((cell) => cell.padStart(16))].join(""),
  );
  return [
    `${report.workloads} workloads, ${report.objects} objects, ${report.runs} previews each`,
    ...lines,
    `preview: ${previewRatio(report).toFixed(2)} × bare (at most ${MOST_PREVIEW})`,
    `create: ${workload.create.toFixed(1)} s (at most ${createLimit(report).toFixed(1)} s: ${MOST_CREATE} × kubectl and the engine's own)`,
    "",
  ].join("\n");
}
