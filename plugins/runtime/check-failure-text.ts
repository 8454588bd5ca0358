import type { CheckFailure } from "./resource";

/** A check failure in one sentence that begins with the property's path. */
export function failureText({ property, reason }: CheckFailure): string {
  return property === "" ? reason : `${property}: ${reason}`;
}

const WITH_PATH = /^([A-Za-z_$][\w$]*(?:\.[\w$-]+|\[\d+\]|\["(?:[^"\\]|\\.)*"\])*): (.*)$/s;

/** The way back. */
export function parseFailureText(text: string): CheckFailure {
  const [, property, reason] = WITH_PATH.exec(text) ?? [];
  return property === undefined || reason === undefined
    ? { property: "", reason: text }
    : { property, reason };
}
