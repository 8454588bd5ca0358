import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/e2e/*/*.e2e.ts"],
    environment: "node",
    // The scenarios share one Docker engine and published ports: one at a time.
    fileParallelism: false,
    // Of the trials of docker-matrix, which mostly wait for the engine.
    maxConcurrency: 8,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 60_000,
  },
});
