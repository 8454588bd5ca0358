import { NotMade } from "./errors";
import { NOT_MADE, UNKNOWN_STRING } from "./signatures";

const UNKNOWN_BYTES = Buffer.from(UNKNOWN_STRING);
const NOT_MADE_BYTES = Buffer.from(NOT_MADE);

/** What came in as "what it comes from failed" goes out so too: a plain unknown is dropped or refused in an update. */
export function asSent(sent: Buffer | undefined, answer: Buffer): Buffer {
  if (!hasNotMade(sent)) return answer;
  const result = Buffer.from(answer);
  for (let at = 0; (at = result.indexOf(UNKNOWN_BYTES, at)) >= 0; at += NOT_MADE_BYTES.length)
    NOT_MADE_BYTES.copy(result, at);
  return result;
}

/** The engine skips such a resource. Should it ever not, nothing is made of half its inputs. */
export function refuseNotMade(inputs: Buffer | undefined, what: string): void {
  if (hasNotMade(inputs)) throw new NotMade(what);
}

function hasNotMade(inputs: Buffer | undefined): boolean {
  return inputs?.includes(NOT_MADE_BYTES) ?? false;
}
