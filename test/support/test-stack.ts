import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { run, type RunOptions, type RunResult } from "./run";

export interface StackResource {
  urn: string;
  type: string;
  id?: string;
  provider?: string;
  delete?: boolean;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  initErrors?: string[];
}

/** A stack of a program in some folder, with local state and a passphrase of its own, driven by the real CLI. */
export class TestStack {
  readonly env: Record<string, string | undefined>;
  private readonly state = mkdtempSync(join(tmpdir(), "slipway-state-"));
  /** URL of its backend. */
  readonly backendUrl = `file://${this.state}`;

  /**
   * @param dir folder with the Pulumi.yaml.
   * @param name stack.
   */
  constructor(
    readonly dir: string,
    readonly name: string,
    env: Record<string, string | undefined> = {},
  ) {
    this.env = {
      PULUMI_BACKEND_URL: this.backendUrl,
      PULUMI_CONFIG_PASSPHRASE: "for tests only",
      PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      NO_COLOR: "1",
      ...env,
    };
  }

  /** Any command of the CLI. */
  pulumi(args: readonly string[], options: Partial<RunOptions> = {}): Promise<RunResult> {
    return run(process.env["SLIPWAY_PULUMI"] ?? "pulumi", [...args, "--non-interactive"], {
      ...options,
      cwd: this.dir,
      env: { ...this.env, ...options.env },
    });
  }

  /** Every file of the backend, as text: what a thief of the disk could read. */
  stateOnDisk(): string {
    return readdirSync(this.state, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
      .join("\n");
  }

  /** Forgets the stack. What it has on the engine stays. */
  removeState(): void {
    rmSync(this.state, { recursive: true, force: true });
  }

  async init(): Promise<void> {
    succeeded(await this.pulumi(["stack", "init", this.name]));
  }

  up(args: readonly string[] = [], options: Partial<RunOptions> = {}): Promise<RunResult> {
    return this.pulumi(["up", "--yes", "--skip-preview", "--stack", this.name, ...args], options);
  }

  preview(args: readonly string[] = []): Promise<RunResult> {
    return this.pulumi(["preview", "--stack", this.name, ...args]);
  }

  refresh(args: readonly string[] = []): Promise<RunResult> {
    return this.pulumi(["refresh", "--yes", "--skip-preview", "--stack", this.name, ...args]);
  }

  destroy(args: readonly string[] = []): Promise<RunResult> {
    return this.pulumi(["destroy", "--yes", "--skip-preview", "--stack", this.name, ...args]);
  }

  async output<T = string>(name: string): Promise<T> {
    const { stdout } = succeeded(
      await this.pulumi(["stack", "output", "--json", "--stack", this.name]),
    );
    return (JSON.parse(stdout) as Record<string, T>)[name] as T;
  }

  /** What the state holds, as it is stored: secrets encrypted. */
  async resources(): Promise<StackResource[]> {
    const { stdout } = succeeded(await this.pulumi(["stack", "export", "--stack", this.name]));
    const { deployment } = JSON.parse(stdout) as { deployment: { resources?: StackResource[] } };
    return deployment.resources ?? [];
  }
}

/** Throws with the whole output where a command didn't succeed. */
export function succeeded(result: RunResult): RunResult {
  if (result.code !== 0) throw new Error(`it ended with code ${result.code}:\n${result.output}`);
  return result;
}
