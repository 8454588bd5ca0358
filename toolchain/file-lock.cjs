"use strict";
// Plain JavaScript without dependencies: also used before the dependencies are installed.
const fs = require("node:fs");
const path = require("node:path");

const POLL_MS = 200;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function readOwner(lockPath) {
  try {
    return Number(fs.readFileSync(lockPath, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Takes the lock by hard-linking a file that already holds our pid: it is never seen half-written. */
function tryLock(lockPath) {
  const mine = `${lockPath}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  fs.writeFileSync(mine, String(process.pid));
  try {
    fs.linkSync(mine, lockPath);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

/** Moves a dead owner's lock aside; whoever renames it first wins, the others see it gone. */
function removeStale(lockPath, deadPid) {
  const aside = `${lockPath}.stale.${process.pid}`;
  try {
    fs.renameSync(lockPath, aside);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  if (readOwner(aside) !== deadPid) {
    // Between our look and our rename somebody else took the lock over: give it back.
    try {
      fs.linkSync(aside, lockPath);
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
  }
  fs.rmSync(aside, { force: true });
}

async function withFileLock(lockPath, work, onWait) {
  fs.mkdirSync(path.dirname(lockPath), { recursive: true });
  let told = false;
  while (!tryLock(lockPath)) {
    const owner = readOwner(lockPath);
    if (owner === undefined) continue;
    if (!isAlive(owner)) {
      removeStale(lockPath, owner);
      continue;
    }
    if (!told) {
      told = true;
      if (onWait) onWait(owner);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const release = () => fs.rmSync(lockPath, { force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.removeListener("exit", release);
    release();
  }
}

module.exports = { withFileLock };
