import type { Props } from "../../../plugins/runtime/resource";
import type { KubeObject } from "../kube-object";

/** What the server itself writes into every object. */
const OF_SERVER = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid",
];

/** The inputs that would make what was found: those of before, with the values that are there now. */
export function liveInputs(live: KubeObject, before: Props | undefined): Props {
  return before === undefined ? imported(live) : (overlay(before, readable(live)) as Props);
}

/** The server keeps what is written into a Secret's `stringData` in `data` alone. */
function readable(live: KubeObject): KubeObject {
  const { kind, data } = live;
  if (kind !== "Secret" || !isMap(data)) return live;
  const text = (value: unknown) => Buffer.from(String(value), "base64").toString();
  const entries = Object.entries(data).map(([key, value]) => [key, text(value)]);
  return { ...live, stringData: Object.fromEntries(entries) as Props };
}

/** Nobody says what of it was wanted: all that the server didn't write. */
function imported({ status: _, ...live }: KubeObject): Props {
  const metadata = Object.fromEntries(
    Object.entries(live.metadata).filter(([key]) => !OF_SERVER.includes(key)),
  );
  return { ...live, metadata };
}

/**
 * Fields that were never wanted are the server's defaults or another manager's, and are left out. In lists, entries are
 * matched by name where they have one, as the API server does it.
 */
function overlay(wanted: unknown, live: unknown): unknown {
  // What is empty, the server leaves out.
  if (live === undefined || live === null) return isEmpty(wanted) ? wanted : undefined;
  if (Array.isArray(wanted) && Array.isArray(live)) {
    const known = wanted.map((item, i) => overlay(item, matching(item, live, i)));
    const kept = known.filter((item) => item !== undefined);
    return isKeyed(wanted) ? kept : live.map((item, i) => known[i] ?? (item as unknown));
  }
  if (isMap(wanted) && isMap(live)) {
    const entries = Object.entries(wanted).map(([key, value]) => [key, overlay(value, live[key])]);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Props;
  }
  // The server writes quantities its own way: 1000m is 1.
  return sameQuantity(wanted, live) ? wanted : live;
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isMap(value) ? Object.keys(value).length === 0 : !value;
}

function matching(item: unknown, live: readonly unknown[], index: number): unknown {
  const name = nameOf(item);
  return name === undefined ? live[index] : live.find((other) => nameOf(other) === name);
}

function isKeyed(items: readonly unknown[]): boolean {
  return items.length > 0 && items.every((item) => nameOf(item) !== undefined);
}

function nameOf(item: unknown): unknown {
  return isMap(item) ? item["name"] : undefined;
}

function isMap(value: unknown): value is Props {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

const UNITS: Record<string, number> = {
  ...{ m: 1e-3, "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50 },
};

function sameQuantity(a: unknown, b: unknown): boolean {
  const [x, y] = [quantity(a), quantity(b)];
  return x !== undefined && y !== undefined && Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(x));
}

function quantity(value: unknown): number | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const match = /^(-?\d+(?:\.\d+)?)(m|[kMGTP]|[KMGTP]i)?$/.exec(String(value));
  return match === null ? undefined : Number(match[1]) * UNITS[match[2] ?? ""]!;
}
