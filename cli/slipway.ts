import { didYouMean } from "../model/nearest";
import { EXIT } from "./slipway/exit-codes";
import type { SlipwayWord } from "./slipway/word";

interface Entry {
  summary: string;
  /** Loaded when it is called: a word doesn't wait for what another one needs. */
  load: () => Promise<SlipwayWord>;
}

const WORDS: Record<string, Entry> = {
  exec: {
    summary: "a command on hosts, or in containers",
    load: async () => (await import("./slipway/exec.js")).main,
  },
  logs: {
    summary: "logs of containers, merged by time",
    load: async () => (await import("./slipway/logs.js")).main,
  },
  ps: {
    summary: "what runs where, and how it differs from the state",
    load: async () => (await import("./slipway/ps.js")).main,
  },
  render: {
    summary: "manifests of what a stack has on Kubernetes",
    load: async () => (await import("./slipway/render.js")).main,
  },
  compose: {
    summary: "`compose config`: what compose files say",
    load: async () => {
      const { main } = await import("./compose.js");
      return (args) => main(args, { dependencies: "unchanged" });
    },
  },
};

/** `slipway WORD …`. */
export const main: SlipwayWord = async ([word, ...args]) => {
  if (word === undefined || ["help", "--help", "-h"].includes(word)) {
    (word === undefined ? process.stderr : process.stdout).write(help());
    return word === undefined ? EXIT.usage : EXIT.ok;
  }
  const entry = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  if (entry === undefined) {
    const names = Object.keys(WORDS);
    process.stderr.write(
      `slipway: there is no word "${word}"; there are ${names.join(", ")}${didYouMean(word, names) || "."}\n`,
    );
    return EXIT.usage;
  }
  const run = await entry.load();
  return run(args);
};

function help(): string {
  const width = Math.max(...Object.keys(WORDS).map((name) => name.length));
  const lines = Object.entries(WORDS).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}\n`,
  );
  return `Usage: slipway WORD [options]\n\n${lines.join("")}\n\`slipway WORD --help\` says more.\n`;
}
