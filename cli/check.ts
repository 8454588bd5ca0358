import { spawn } from "node:child_process";
import { join } from "node:path";
import { checkoutRoot } from "../toolchain/paths";
import type { Word } from "./word";

interface Task {
  name: string;
  /** Script under node_modules, and its arguments. */
  command: [script: string, ...args: string[]];
}

/** The longest first, so that two at a time end together. */
const TASKS: Task[] = [
  { name: "lint", command: ["eslint/bin/eslint.js", "."] },
  {
    name: "unit tests",
    // One process for many files: to load everything anew for each takes longer than the tests themselves.
    command: [
      "vitest/vitest.mjs",
      "run",
      "--config=vitest.config.mts",
      "--no-isolate",
      "test/unit/",
    ],
  },
  { name: "types", command: ["typescript/bin/tsc", "-p", "."] },
  {
    name: "format",
    command: [
      "prettier/bin/prettier.cjs",
      "--check",
      "--log-level=warn",
      "--cache",
      "--cache-location=node_modules/.cache/slipway/prettier",
      ".",
    ],
  },
];
const AT_A_TIME = 2;

/** Runs one tool to its end and prints its output only where it found something. */
function run(root: string, { name, command }: Task): Promise<boolean> {
  const [script, ...args] = command;
  const started = Date.now();
  return new Promise((resolve, reject) => {
    const tool = spawn(process.execPath, [join(root, "node_modules", script), ...args], {
      cwd: root,
      env: { FORCE_COLOR: process.stdout.isTTY ? "1" : "0", ...process.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output: Buffer[] = [];
    tool.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    tool.stderr.on("data", (chunk: Buffer) => output.push(chunk));
    tool.once("error", reject);
    tool.once("close", (code) => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      process.stdout.write(`${code === 0 ? "✓" : "✗"} ${name} (${seconds} s)\n`);
      if (code !== 0) process.stdout.write(`${Buffer.concat(output).toString().trimEnd()}\n\n`);
      resolve(code === 0);
    });
  });
}

/** `npm run check`: types, lint, format and unit tests, in less than a minute. */
export const main: Word = async () => {
  const root = checkoutRoot();
  const waiting = [...TASKS];
  const results: boolean[] = [];
  const worker = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift())
      results.push(await run(root, task));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return results.every(Boolean) ? 0 : 1;
};
