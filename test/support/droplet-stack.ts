import { readFileSync } from "node:fs";
import { expect } from "vitest";

import { Bridge } from "../../lab/bridge";
import { DigitalOcean } from "../../lab/digitalocean/digital-ocean";
import { Lab } from "../../lab/lab";
import { dropletsOf } from "./at-provider";
import { Checkout } from "./checkout";
import { buildImage, pushImage } from "./push-image";
import type { RunResult } from "./run";
import { succeeded, TestStack } from "./test-stack";

/** What a test may say beside, or instead of, what the stack's file says. */
export interface StackSettings {
  "slipway:engine": string;
  "slipway:image": string;
  "slipway:gateway": { image: string };
  "slipway:web": { replicas: number; cpus: number; memoryMib: number };
  "slipway:digitalocean": {
    regions: string[];
    size: string;
    managers: number;
    workers: number;
    protect?: boolean;
    healthIntervalSeconds: number;
    sshFrom: string[];
    sshKeys: Record<string, string>;
    sshOpts: string[];
  };
  [key: string]: unknown;
}

/**
 * A stack of this repository's program on droplets of a lab, with its images in a registry that they reach. Its file is the
 * repository's own, with what the account's owner has to add.
 */
export class DropletStack {
  /** All that was printed. */
  printed = "";

  private constructor(
    readonly lab: Lab,
    readonly cloud: DigitalOcean,
    readonly checkout: Checkout,
    readonly stack: TestStack,
    readonly settings: StackSettings,
    private readonly others: string,
  ) {}

  static async start(name: string): Promise<DropletStack> {
    const [web, gateway] = await Promise.all([
      buildImage("examples/web", "slipway-test-web:1"),
      buildImage("components/gateway/image", "slipway-test-gateway:1"),
    ]);
    const lab = await Lab.start(name, { hosts: { outside: {} }, registry: "plain" });
    const cloud = await DigitalOcean.start(lab, { actionMs: 200 });
    const builder = lab.host("outside");
    const image = await pushImage(web, builder, lab.registry.host, "web:1");
    const gatewayImage = await pushImage(gateway, builder, lab.registry.host, "gateway:1");

    const checkout = new Checkout();
    checkout.edit("Pulumi.yaml", (text) =>
      text.replace(
        "  providers:\n",
        "  providers:\n    - name: digitalocean\n      path: lab/digitalocean-plugin/bin\n",
      ),
    );
    const stack = new TestStack(checkout.dir, name, { DIGITALOCEAN_TOKEN: cloud.token });
    await stack.init();
    const { stdout } = succeeded(
      await stack.pulumi(["config", "--json", "--show-secrets", "--stack", name]),
    );
    const said = JSON.parse(stdout) as Record<string, { value: string; objectValue?: unknown }>;
    const settings = Object.fromEntries(
      Object.entries(said).map(([key, { value, objectValue }]) => [key, objectValue ?? value]),
    ) as unknown as StackSettings;
    Object.assign(settings, { "digitalocean:apiEndpoint": cloud.endpoint, "slipway:image": image });
    settings["slipway:gateway"] = { image: gatewayImage };
    Object.assign(settings["slipway:digitalocean"], {
      healthIntervalSeconds: 3,
      sshFrom: [`${Bridge.of(lab.record.bridge).machine}/32`],
      sshKeys: { lab: readFileSync(`${lab.keyFile}.pub`, "utf8").trim() },
      sshOpts: ["-F", "/dev/null", "-i", lab.keyFile],
    });
    const others = checkout.read(`stacks/Pulumi.${name}.yaml`).replace(/^config:[^]*/m, "");
    const made = new DropletStack(lab, cloud, checkout, stack, settings, others);
    made.write();
    return made;
  }

  /** What the stack's file says of its droplets. */
  get machines(): StackSettings["slipway:digitalocean"] {
    return this.settings["slipway:digitalocean"];
  }

  get file(): string {
    return `stacks/Pulumi.${this.stack.name}.yaml`;
  }

  /** Writes the settings into the stack's file, beside the salt that the CLI put there. */
  write(): void {
    const lines = Object.entries(this.settings).map(
      ([key, value]) => `  ${key}: ${JSON.stringify(value)}\n`,
    );
    this.checkout.write(this.file, `${this.others}config:\n${lines.join("")}`);
  }

  note(result: RunResult): RunResult {
    this.printed += result.output;
    return result;
  }

  async up(args: string[] = [], env: Record<string, string> = {}): Promise<RunResult> {
    return succeeded(this.note(await this.stack.up(args, { env })));
  }

  /** A preview ends with that sentence, without code, and nothing is at the provider. */
  async refused(sentence: RegExp, env: Record<string, string> = {}): Promise<void> {
    const { code, output } = this.note(
      await this.stack.pulumi(["preview", "--stack", this.stack.name], { env }),
    );
    expect(code).not.toBe(0);
    expect(output).toMatch(sentence);
    expect(output).not.toMatch(/^\s+at /m);
    expect(await dropletsOf(this.cloud)).toEqual([]);
  }

  async remove(): Promise<void> {
    await this.lab.remove();
    this.stack.removeState();
    this.checkout.remove();
  }
}
