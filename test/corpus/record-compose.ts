/**
 * `npx tsx test/corpus/record-compose.ts`: writes what Docker Compose makes of each case of the corpus to its
 * expected.json, and what is wrong with the bad ones in our words to mistakes.txt, for a person to read.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeComposeMistakes } from "../../model/compose/findings";
import { composeCases, load } from "../support/compose-corpus";
import { composeConfig, referenceCompose } from "../support/docker-compose";

async function record(): Promise<void> {
  const binary = await referenceCompose();
  for (const corpus of ["compose", "compose-bad"] as const)
    for (const each of composeCases(corpus)) {
      const outcome = composeConfig(binary, each);
      writeFileSync(join(each.directory, "expected.json"), `${JSON.stringify(outcome, null, 2)}\n`);
      if (corpus === "compose") continue;
      const text = describeComposeMistakes(load(each).mistakes).replaceAll(
        `${each.directory}/`,
        "",
      );
      writeFileSync(join(each.directory, "mistakes.txt"), `${text}\n`);
    }
}

void record();
