import { UNKNOWN, type Props } from "../resource";
import type { PathPart } from "../property-path";
import { Secret } from "../secret";
import type { SecretRecord } from "../secret-record";
import {
  OUTPUT_SIGNATURE,
  RESOURCE_SIGNATURE,
  SECRET_SIGNATURE,
  SIGNATURE_KEY,
  isUnknownWord,
} from "../signatures";
import { ByteReader } from "./byte-reader";

/**
 * Reads a serialized google.protobuf.Struct into plain data.
 *
 * Generated code builds two message objects per property first, which made up most of the time of Check and Diff
 * (half a millisecond each for a container); the wire form of Struct is small and frozen, so it is read directly.
 *
 * Secrets and output values are unwrapped and noted in `record`, or, where there is no record, kept as
 * {@link Secret}. Unknowns become UNKNOWN, resource references their id. Assets and archives stay maps with their
 * signature, so that they can be written back as they were.
 */
export function readStruct(bytes: Uint8Array, record?: SecretRecord): Props {
  const reader = new ByteReader(bytes);
  const value = new StructReader(reader, record).struct(bytes.length);
  return value as Props;
}

class StructReader {
  private readonly path: PathPart[] = [];

  constructor(
    private readonly reader: ByteReader,
    private readonly record: SecretRecord | undefined,
  ) {}

  /** Fields of a Struct up to `end`; a map with a signature comes back as what it stands for. */
  struct(end: number): unknown {
    const { reader } = this;
    const start = reader.position;
    const signature = this.signature(start, end);
    if (signature === SECRET_SIGNATURE) return this.wrapped(start, end, true);
    if (signature === OUTPUT_SIGNATURE) return this.wrapped(start, end, false);
    const fields = this.fields(start, end);
    if (signature === RESOURCE_SIGNATURE) return reference(fields);
    return fields;
  }

  private fields(start: number, end: number): Props {
    const { reader, path } = this;
    const result: Props = {};
    const depth = path.length;
    reader.position = start;
    while (reader.position < end) {
      const tag = reader.varint();
      if (tag !== 10) {
        reader.skip(tag);
        continue;
      }
      const entryEnd = this.end(end);
      let key = "";
      let valueStart = entryEnd;
      let valueEnd = entryEnd;
      while (reader.position < entryEnd) {
        const field = reader.varint();
        if (field === 10) key = reader.string();
        else if (field === 18) {
          valueEnd = this.end(entryEnd);
          valueStart = reader.position;
          reader.position = valueEnd;
        } else reader.skip(field);
      }
      path[depth] = key;
      reader.position = valueStart;
      setOwn(result, key, this.value(valueEnd));
      reader.position = entryEnd;
    }
    path.length = depth;
    return result;
  }

  /** The end of the length-delimited field that begins here. */
  private end(limit: number): number {
    const length = this.reader.varint();
    const end = this.reader.position + length;
    if (end > limit) throw new RangeError("truncated property map");
    return end;
  }

  private value(end: number): unknown {
    const { reader } = this;
    let result: unknown = null;
    while (reader.position < end) {
      const tag = reader.varint();
      switch (tag) {
        case 8:
          reader.varint();
          result = null;
          break;
        case 17:
          result = reader.double();
          break;
        case 26: {
          const text = reader.string();
          result = isUnknownWord(text) ? UNKNOWN : text;
          break;
        }
        case 32:
          result = reader.varint() !== 0;
          break;
        case 42: {
          const inner = this.end(end);
          result = this.struct(inner);
          reader.position = inner;
          break;
        }
        case 50: {
          result = this.list(this.end(end));
          break;
        }
        default:
          reader.skip(tag);
      }
    }
    return result;
  }

  private list(end: number): unknown[] {
    const { reader, path } = this;
    const result: unknown[] = [];
    const depth = path.length;
    while (reader.position < end) {
      const tag = reader.varint();
      if (tag !== 10) {
        reader.skip(tag);
        continue;
      }
      const inner = this.end(end);
      path[depth] = result.length;
      result.push(this.value(inner));
      reader.position = inner;
    }
    path.length = depth;
    return result;
  }

  /** The signature of the map between `start` and `end`, if it has one; leaves the position at `start`. */
  private signature(start: number, end: number): unknown {
    const { reader } = this;
    let found: unknown;
    reader.position = start;
    while (reader.position < end) {
      const tag = reader.varint();
      if (tag !== 10) {
        reader.skip(tag);
        continue;
      }
      const entryEnd = this.end(end);
      if (reader.startsWithKey(SIGNATURE_KEY, entryEnd)) {
        reader.varint();
        reader.string();
        if (reader.position < entryEnd && reader.varint() === 18) {
          found = this.value(this.end(entryEnd));
        }
      }
      reader.position = entryEnd;
    }
    reader.position = start;
    return found;
  }

  /** A secret or an output value: the path of what is inside is the path of the wrapper. */
  private wrapped(start: number, end: number, alwaysSecret: boolean): unknown {
    const inner = new StructReader(this.reader, undefined);
    const fields = inner.fields(start, end);
    const known = Object.hasOwn(fields, "value");
    const raw = known ? fields["value"] : alwaysSecret ? null : UNKNOWN;
    const isSecret = alwaysSecret || fields["secret"] === true;
    if (this.record === undefined) return isSecret ? new Secret(unwrap(raw)) : raw;
    if (isSecret) {
      const value = unwrap(raw);
      this.record.add(this.path, value);
      return value;
    }
    return this.note(raw);
  }

  /** Unwraps the secrets in what an output value held, noting each at its path. */
  private note(value: unknown): unknown {
    if (value instanceof Secret) {
      this.record?.add(this.path, value.value);
      return value.value;
    }
    if (Array.isArray(value))
      return value.map((item, index) => {
        this.path.push(index);
        const result = this.note(item);
        this.path.pop();
        return result;
      });
    if (!isPlainObject(value)) return value;
    const result: Props = {};
    for (const [key, item] of Object.entries(value)) {
      this.path.push(key);
      setOwn(result, key, this.note(item));
      this.path.pop();
    }
    return result;
  }
}

/** Sets an own property, whatever its name. */
function setOwn(target: Props, key: string, value: unknown): void {
  if (key === "__proto__")
    Object.defineProperty(target, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  else target[key] = value;
}

/** Takes out the secrets inside a value that is secret as a whole. */
function unwrap(value: unknown): unknown {
  if (value instanceof Secret) return unwrap(value.value);
  if (Array.isArray(value)) return value.map(unwrap);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unwrap(item)]));
}

function isPlainObject(value: unknown): value is Props {
  return value !== null && typeof value === "object" && value !== UNKNOWN;
}

/** A reference to a resource is its id; to a component, its URN. */
function reference(fields: Props): unknown {
  if (!Object.hasOwn(fields, "id")) return fields["urn"] ?? null;
  return fields["id"] === "" ? UNKNOWN : fields["id"];
}
