import { afterEach, expect, test, vi } from "vitest";
import type { EngineClient, LogLine } from "../../../../plugins/runtime/engine-client";
import { EngineLog } from "../../../../plugins/runtime/engine-log";

afterEach(() => vi.useRealTimers());

function log(): { log: EngineLog; sent: LogLine[] } {
  const sent: LogLine[] = [];
  const engine = {
    log: async (line: LogLine) => {
      // The first takes longest: order must not depend on how fast the engine answers.
      await new Promise((resolve) => setTimeout(resolve, sent.length === 0 ? 20 : 0));
      sent.push(line);
    },
  } as unknown as EngineClient;
  return {
    log: new EngineLog(engine, "urn:x", (text) => text.replace("hunter2", "[secret]")),
    sent,
  };
}

test("lines arrive in order, masked, before flush ends", async () => {
  const { log: target, sent } = log();
  target.info("one");
  target.warn("two hunter2");
  target.error("three");
  target.debug("four");
  await target.flush();
  expect(sent.map(({ severity, message }) => [severity, message])).toEqual([
    ["info", "one"],
    ["warning", "two [secret]"],
    ["error", "three"],
    ["debug", "four"],
  ]);
});

test("statuses are throttled to four a second, and the last one gets through", async () => {
  vi.useFakeTimers();
  const { log: target, sent } = log();
  for (let percent = 0; percent < 100; percent++) {
    target.status(`pulled ${percent} %`);
    await vi.advanceTimersByTimeAsync(10);
  }
  target.status("pulled");
  const flushed = target.flush();
  await vi.advanceTimersByTimeAsync(100);
  await flushed;
  expect(sent.length).toBeGreaterThanOrEqual(4);
  expect(sent.length).toBeLessThanOrEqual(6);
  expect(sent.every(({ ephemeral }) => ephemeral)).toBe(true);
  expect(sent.at(-1)?.message).toBe("pulled");
});

test("a status that says what the last one said isn't sent again", async () => {
  vi.useFakeTimers();
  const { log: target, sent } = log();
  for (const second of [0, 0, 0, 1, 1]) {
    target.status(`waiting, ${second} s of 30 s`);
    await vi.advanceTimersByTimeAsync(300);
  }
  await target.flush();
  expect(sent.map(({ message }) => message)).toEqual([
    "waiting, 0 s of 30 s",
    "waiting, 1 s of 30 s",
  ]);
});
