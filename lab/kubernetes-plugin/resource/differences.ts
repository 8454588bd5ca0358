import { deepEqual } from "../../../plugins/runtime/deep-equal";
import type { DiffResult, PropertyChange, Props } from "../../../plugins/runtime/resource";
import { isAutonamed } from "./naming";
import type { ObjectMeta } from "../kube-object";
import { replaces } from "../replacing-fields";

/**
 * How what the program wants differs from what it wanted before, field by field.
 *
 * @param mutable what a ConfigMap or Secret holds changes in place.
 */
export function differences(oldInputs: Props, inputs: Props, mutable = false): DiffResult {
  const apiVersion = String(inputs["apiVersion"]);
  const kind = String(inputs["kind"]);
  const changes = changesOf(oldInputs, inputs).map((change) =>
    replaces(apiVersion, kind, change.path, mutable)
      ? { ...change, replace: true, cause: `Kubernetes can't change it in a ${kind}` }
      : change,
  );
  const before = metaOf(oldInputs);
  const after = metaOf(inputs);
  const sameName = before.name === after.name && before.namespace === after.namespace;
  if (!changes.some(({ replace }) => replace) || isAutonamed(inputs) || !sameName)
    return { changes };
  const cause = `both would be called ${String(after.name)}`;
  return { changes, deleteBeforeReplace: { cause } };
}

function metaOf(inputs: Props): ObjectMeta {
  return (inputs["metadata"] ?? {}) as ObjectMeta;
}

function changesOf(before: unknown, after: unknown, path = ""): PropertyChange[] {
  if (deepEqual(before, after)) return [];
  if (before === undefined) return [{ path, kind: "add" }];
  if (after === undefined) return [{ path, kind: "delete" }];
  if (Array.isArray(before) && Array.isArray(after))
    return Array.from({ length: Math.max(before.length, after.length) }, (_, i) =>
      changesOf(before[i], after[i], `${path}[${i}]`),
    ).flat();
  if (isMap(before) && isMap(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      changesOf(before[key], after[key], child(path, key)),
    );
  return [{ path, kind: "update" }];
}

function child(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

function isMap(value: unknown): value is Props {
  if (value === null || typeof value !== "object") return false;
  return Object.getPrototypeOf(value) === Object.prototype;
}
