import { existsSync } from "node:fs";
import { join } from "node:path";

import { isOrphan, labNames, LABS, readRecord } from "../../lab/lab-folder";
import { requireRoot } from "../../lab/machine-packages";
import { removeFolder, removeLab } from "../../lab/remove-lab";
import { UserError } from "../../toolchain/user-error";
import { noSuchLab } from "./find-lab";

export async function down({ name, all }: { name: string; all: boolean }): Promise<void> {
  requireRoot();
  const names = all ? labNames().filter((each) => !isOwned(each)) : [name];
  if (labNames().length === 0) process.stdout.write("There is no lab.\n");
  else if (!all && !existsSync(join(LABS, name))) throw noSuchLab(name);
  for (const each of names) {
    if (!labNames().includes(each)) continue;
    const record = readRecord(each);
    if (isOwned(each))
      throw new UserError(
        `lab ${each} belongs to process ${record?.owner?.pid}, with which it goes.`,
      );
    if (record === undefined) removeFolder(join(LABS, each));
    else await removeLab(record);
    process.stdout.write(`Lab ${each} is gone.\n`);
  }
}

/** One that a running process, such as a test, uses and takes away. */
function isOwned(name: string): boolean {
  const record = readRecord(name);
  return record?.owner !== undefined && !isOrphan(record);
}
