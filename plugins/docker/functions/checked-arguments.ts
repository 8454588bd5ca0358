import type { CheckFailure, InvokeCall } from "../../runtime/resource";
import { checkProperties, type RulesFor } from "../../runtime/check/rule";

/** A function's arguments, checked; all mistakes come in one error, each with its path. */
export function checkedArguments<T>(
  call: InvokeCall,
  rules: RulesFor<T>,
  required: readonly (keyof T & string)[],
): T {
  const failures: CheckFailure[] = [];
  checkProperties(call.args, rules, required, "", (failure) => failures.push(failure));
  if (failures.length > 0)
    throw new Error(
      failures
        .map(({ property, reason }) => (property === "" ? reason : `${property}: ${reason}`))
        .join("; "),
    );
  return call.args as T;
}
