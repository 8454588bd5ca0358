import { setFlagsFromString } from "node:v8";

/**
 * For a process that ends before optimized code would pay. V8 otherwise spends two thirds of the CPU time of a first
 * reading of compose files on compiling for a second one. Code that runs often still gets its baseline compilation.
 */
export function expectShortLife(): void {
  setFlagsFromString("--interrupt-budget=2000000");
}
