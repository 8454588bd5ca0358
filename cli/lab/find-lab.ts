import { Lab } from "../../lab/lab";
import { labNames, readRecord } from "../../lab/lab-folder";
import { UserError } from "../../toolchain/user-error";

export function findLab(name: string): Lab {
  const record = readRecord(name);
  if (record === undefined) throw noSuchLab(name);
  return Lab.of(record);
}

export function noSuchLab(name: string): UserError {
  const names = labNames();
  return new UserError(
    names.length === 0
      ? `there is no lab; npm run lab -- up starts one.`
      : `there is no lab called ${name}, only ${names.join(", ")}.`,
  );
}
