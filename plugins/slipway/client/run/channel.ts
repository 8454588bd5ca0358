import type { Duplex } from "node:stream";
import type { ChildProcessWithoutNullStreams } from "node:child_process";

import { engineErrorFrom } from "../../../docker/client/connection-error";
import type { OutputName } from "./collected";
import { DockerFrames } from "./docker-frames";

/** The three standard streams of something that runs elsewhere. */
export interface Channel {
  write(bytes: Buffer | string): void;
  /** Standard input has ended. */
  endInput(): void;
  /** Resolves when both outputs have ended; rejects with an `EngineError` where the connection broke. */
  readonly ended: Promise<void>;
  close(): void;
}

type OnOutput = (chunk: Buffer, from: OutputName) => void;

/** A process of this machine, which may be ssh's. */
export function processChannel(child: ChildProcessWithoutNullStreams, onOutput: OnOutput): Channel {
  child.stdin.on("error", () => undefined); // It has ended already; `ended` says so.
  child.stdout.on("data", (chunk: Buffer) => onOutput(chunk, "stdout"));
  child.stderr.on("data", (chunk: Buffer) => onOutput(chunk, "stderr"));
  return {
    write: (bytes) => child.stdin.write(bytes),
    endInput: () => child.stdin.end(),
    ended: new Promise((resolve) => {
      child.once("close", () => resolve());
      child.once("error", () => resolve());
    }),
    close: () => {
      child.stdin.destroy();
      child.stdout.destroy();
      child.stderr.destroy();
      // What it started is ended by its watch; ssh would wait for whoever holds the outputs open.
      child.kill();
    },
  };
}

/** A connection that the engine has handed over: framed outputs one way, standard input the other. */
export function engineChannel(socket: Duplex, where: string, onOutput: OnOutput): Channel {
  const frames = new DockerFrames(onOutput);
  const ended = new Promise<void>((resolve, reject) => {
    socket.on("data", (chunk: Buffer) => frames.add(chunk));
    socket.once("end", resolve);
    socket.once("close", resolve);
    socket.on("error", (error) => reject(engineErrorFrom(error, where)));
  });
  ended.catch(() => undefined); // Whoever waits gets it; nobody may, once the command has ended.
  return {
    write: (bytes) => socket.write(bytes),
    endInput: () => socket.end(),
    ended,
    close: () => socket.destroy(),
  };
}
