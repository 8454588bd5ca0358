import { AssertionError } from "node:assert";
import { InternalError } from "./errors";

/** Thrown by mistakes in code, never as a message for the user. */
const PROGRAMMING_ERRORS = [TypeError, ReferenceError, RangeError, SyntaxError, AssertionError];

/** What went wrong in one text for the user; for programming errors also the stack for the debug log. */
export function errorMessage(plugin: string, error: unknown): { message: string; debug?: string } {
  const internal = PROGRAMMING_ERRORS.some((type) => error instanceof type);
  if (internal || !(error instanceof Error) || error instanceof InternalError) {
    const shown = error instanceof InternalError ? error : new InternalError(plugin, error);
    const stack = shown.cause instanceof Error ? shown.cause.stack : undefined;
    return stack === undefined
      ? { message: shown.message }
      : { message: shown.message, debug: stack };
  }
  return { message: text(error) };
}

/** Node's errors of several attempts to connect have no message of their own. */
function text(error: Error): string {
  if (error.message !== "") return error.message;
  if (error instanceof AggregateError && error.errors.length > 0) {
    const parts = error.errors.map((part) => (part instanceof Error ? text(part) : String(part)));
    return [...new Set(parts)].join("; ");
  }
  return error.name;
}
