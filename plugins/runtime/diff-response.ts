import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { deepEqual } from "./deep-equal";
import { parsePath, valueAt } from "./property-path";
import type { DiffResult, PropertyChange, Props } from "./resource";

const KINDS = {
  add: [PropertyDiff.Kind.ADD, PropertyDiff.Kind.ADD_REPLACE],
  delete: [PropertyDiff.Kind.DELETE, PropertyDiff.Kind.DELETE_REPLACE],
  update: [PropertyDiff.Kind.UPDATE, PropertyDiff.Kind.UPDATE_REPLACE],
} as const;

/** A diff in the engine's words. */
export function diffResponse(diff: DiffResult, oldInputs: Props, inputs: Props): DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
  const response = new DiffResponse()
    .setChanges(diff.changes.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setHasdetaileddiff(true)
    .setDiffsList(properties(diff.changes))
    .setReplacesList(properties(diff.changes.filter((change) => change.replace)));
  // Also where nothing here replaces: the program's `replaceOnChanges` may make a replacement of it.
  response.setDeletebeforereplace(diff.deleteBeforeReplace !== undefined);
  const detailed = response.getDetaileddiffMap();
  for (const change of diff.changes) {
    const [inPlace, replaced] = KINDS[change.kind];
    const path = parsePath(change.path);
    // Says which old value the display compares with: the old input, or, where that is the same, the old state.
    const isInput = !deepEqual(valueAt(oldInputs, path), valueAt(inputs, path));
    const kind = change.replace ? replaced : inPlace;
    detailed.set(change.path, new PropertyDiff().setKind(kind).setInputdiff(isInput));
  }
  return response;
}

function properties(changes: readonly PropertyChange[]): string[] {
  return [...new Set(changes.map((change) => String(parsePath(change.path)[0])))];
}

/** Why it is replaced, in one sentence; undefined where it isn't. */
export function replacementCause(diff: DiffResult): string | undefined {
  const replacing = diff.changes.filter((change) => change.replace);
  if (replacing.length === 0) return undefined;
  const paths = new Map<string, string[]>();
  for (const { path, cause } of replacing) {
    const reason = cause ?? "can't be changed in place";
    paths.set(reason, [...(paths.get(reason) ?? []), path]);
  }
  const causes = [...paths].map(([cause, changed]) => `${changed.join(", ")} (${cause})`);
  const order =
    diff.deleteBeforeReplace === undefined
      ? ""
      : `; deleted before it is created anew: ${diff.deleteBeforeReplace.cause}`;
  return `replaced because of ${causes.join("; ")}${order}`;
}
