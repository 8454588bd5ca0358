import * as pulumi from "@pulumi/pulumi";
import { isDeferred } from "./inputs";
import { isLater, LATER } from "../model/later";
import { describeMistakes, joinPath, type Mistake } from "../model/mistakes";

/** Throws all mistakes as one error of that resource, without a stack trace; does nothing where there are none. */
export function refuse(mistakes: readonly Mistake[], resource: pulumi.Resource): void {
  if (mistakes.length > 0) throw refusal(describeMistakes(mistakes), resource);
}

/** An error of that resource that shows no stack trace, also where the program itself has come to its end by then. */
export function refusal(message: string, resource: pulumi.Resource): pulumi.ResourceError {
  const error = new pulumi.ResourceError(message, resource, true);
  delete error.stack;
  return error;
}

/** A copy in which what is only known after its resource is made stands as `LATER`. */
export function knownNow(value: unknown): unknown {
  if (isDeferred(value)) return LATER;
  if (Array.isArray(value)) return value.map(knownNow);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, knownNow(entry)]));
}

export function containsLater(value: unknown): boolean {
  if (isLater(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(containsLater);
}

/** One mistake for each place in `value`, as {@link knownNow} gave it, that isn't known now. */
export function laterMistakes(value: unknown, path: string): Mistake[] {
  if (isLater(value))
    return [
      {
        path,
        problem:
          "expected a plain value, got an output: it decides what is created, so it must be known before `up`",
      },
    ];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    laterMistakes(entry, joinPath(path, Array.isArray(value) ? Number(key) : key)),
  );
}
