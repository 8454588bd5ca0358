import { UserError } from "../../toolchain/user-error";

/** The fault of that name; throws where there is none. */
export function pickFault<F>(faults: Record<string, F>, kind: string): F {
  if (Object.hasOwn(faults, kind)) return faults[kind]!;
  throw new UserError(`there is no fault called ${kind}, only ${Object.keys(faults).join(", ")}.`);
}
