import { joinPath } from "../../model/mistakes";
import { isUnknownWord } from "../../plugins/runtime/signatures";
import { urnName } from "../../plugins/runtime/urn";

/** A step of `pulumi preview --json`. As much as is read of it. */
export interface PreviewStep {
  op: string;
  urn: string;
  provider?: string;
  newState?: {
    type: string;
    custom?: boolean;
    provider?: string;
    inputs?: Record<string, unknown>;
  };
}

/** An object of Kubernetes as it would be applied. */
export interface RenderedObject {
  /** Name of the provider that it goes to: its cluster. */
  cluster: string;
  object: KubeObject;
  /** Paths of what is secret in it. */
  secrets: string[];
  /** Paths of what is only known after `up`. */
  unknown: string[];
}

export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; annotations?: Record<string, string> };
  [key: string]: unknown;
}

/** How the CLI shows a secret. */
const SHOWN_SECRET = "[secret]";

/** The objects that a stack would have on its clusters. */
export function renderedObjects(steps: readonly PreviewStep[]): RenderedObject[] {
  const objects = new Map<string, RenderedObject>();
  for (const { op, urn, newState, provider } of steps) {
    if (newState === undefined || !newState.type.startsWith("kubernetes:")) continue;
    // An object of another program is only looked at.
    if (op.startsWith("delete") || op.startsWith("read") || op === "discard") continue;
    const secrets: string[] = [];
    const unknown: string[] = [];
    const object = plainValue(newState.inputs ?? {}, "", secrets, unknown) as KubeObject;
    const found = newState.provider ?? provider ?? "";
    const cluster = urnName(found.replace(/::[^:]*$/, ""));
    objects.set(urn, { cluster, object: withoutBookkeeping(object), secrets, unknown });
  }
  return [...objects.values()];
}

function plainValue(value: unknown, path: string, secrets: string[], unknown: string[]): unknown {
  if (typeof value === "string" && isUnknownWord(value)) {
    unknown.push(path);
    return undefined;
  }
  if (value === SHOWN_SECRET) {
    secrets.push(path);
    return undefined;
  }
  if (Array.isArray(value))
    return value.map((item, index) => plainValue(item, joinPath(path, index), secrets, unknown));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !key.startsWith("__"))
      .map(([key, entry]) => [key, plainValue(entry, joinPath(path, key), secrets, unknown)]),
  );
}

/** Notes that Pulumi's plugin leaves for itself. */
function withoutBookkeeping({ metadata, ...object }: KubeObject): KubeObject {
  const { annotations, ...rest } = metadata;
  const kept = Object.entries(annotations ?? {}).filter(([key]) => !key.startsWith("pulumi.com/"));
  const own = kept.length > 0 ? { annotations: Object.fromEntries(kept) } : {};
  return { ...object, metadata: { ...rest, ...own } };
}
