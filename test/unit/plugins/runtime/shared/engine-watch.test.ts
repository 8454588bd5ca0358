import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { isAlive, onEngineGone } from "../../../../../plugins/runtime/shared/engine-watch";

test("a process whose end its parent takes no note of is gone all the same", async () => {
  // The shell becomes a sleep, which waits for no child.
  const script = "exec 3<&0; head -c 1 <&3 >/dev/null & echo $!; exec sleep 60";
  const parent = spawn("sh", ["-c", script], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    const [line] = (await once(createInterface(parent.stdout), "line")) as [string];
    const pid = Number(line);
    // Before that it is still the shell, which may take note.
    const command = () => readFileSync(`/proc/${parent.pid}/comm`, "utf8").trim();
    await expect.poll(command, { timeout: 10_000 }).toBe("sleep");
    let gone = false;
    onEngineGone(pid, () => (gone = true));
    expect(isAlive(pid)).toBe(true);
    parent.stdin.write("x");
    await expect.poll(() => gone, { timeout: 10_000 }).toBe(true);
    expect(isAlive(pid)).toBe(true);
  } finally {
    parent.kill("SIGKILL");
  }
});
