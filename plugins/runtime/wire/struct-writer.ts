import { isUnknown, type Props } from "../resource";
import { Secret } from "../secret";
import { SECRET_SIGNATURE, SIGNATURE_KEY, UNKNOWN_STRING } from "../signatures";
import { ByteWriter } from "./byte-writer";

export interface WriteOptions {
  /** Write UNKNOWN as unknown. Defaults to true; false leaves it out (null in lists): after an update all is known. */
  unknowns?: boolean;
}

/**
 * Writes plain data as a serialized google.protobuf.Struct. {@link Secret} becomes a secret, UNKNOWN an unknown;
 * undefined properties are left out, undefined items become null (as in JSON).
 */
export function writeStruct(props: Props, options: WriteOptions = {}): Buffer {
  const writer = new ByteWriter();
  writeFields(writer, props, options.unknowns ?? true);
  return writer.finish();
}

// Everything is written back to front: see ByteWriter.
function writeFields(writer: ByteWriter, props: object, unknowns: boolean): void {
  const keys = Object.keys(props);
  for (let at = keys.length - 1; at >= 0; at--) {
    const key = keys[at]!;
    const value = (props as Props)[key];
    if (value === undefined) continue;
    if (!unknowns && isUnknownInside(value)) continue;
    writeEntry(writer, key, () => writeValue(writer, value, unknowns));
  }
}

function writeEntry(writer: ByteWriter, key: string, value: () => void): void {
  const before = writer.length;
  value();
  writer.varint(writer.length - before);
  writer.byte(18);
  writer.string(key);
  writer.byte(10);
  writer.varint(writer.length - before);
  writer.byte(10);
}

function writeValue(writer: ByteWriter, value: unknown, unknowns: boolean): void {
  switch (typeof value) {
    case "string":
      writeText(writer, value);
      return;
    case "number":
      writer.double(value);
      writer.byte(17);
      return;
    case "boolean":
      writer.byte(value ? 1 : 0);
      writer.byte(32);
      return;
    case "undefined":
      writeNull(writer);
      return;
    case "object":
      break;
    default:
      throw new TypeError(`a property can't be a ${typeof value}`);
  }
  if (value === null) writeNull(writer);
  else if (isUnknown(value)) {
    if (unknowns) writeText(writer, UNKNOWN_STRING);
    else writeNull(writer);
  } else if (Array.isArray(value)) writeList(writer, value, unknowns);
  else if (value instanceof Secret) writeSecret(writer, value, unknowns);
  else {
    const before = writer.length;
    writeFields(writer, value, unknowns);
    writer.varint(writer.length - before);
    writer.byte(42);
  }
}

function writeNull(writer: ByteWriter): void {
  writer.byte(0);
  writer.byte(8);
}

function writeText(writer: ByteWriter, text: string): void {
  writer.string(text);
  writer.byte(26);
}

function writeList(writer: ByteWriter, list: readonly unknown[], unknowns: boolean): void {
  const before = writer.length;
  for (let at = list.length - 1; at >= 0; at--) {
    const start = writer.length;
    writeValue(writer, list[at], unknowns);
    writer.varint(writer.length - start);
    writer.byte(10);
  }
  writer.varint(writer.length - before);
  writer.byte(50);
}

function writeSecret(writer: ByteWriter, secret: Secret, unknowns: boolean): void {
  const before = writer.length;
  writeEntry(writer, "value", () => writeValue(writer, withoutSecrets(secret.value), unknowns));
  writeEntry(writer, SIGNATURE_KEY, () => writeText(writer, SECRET_SIGNATURE));
  writer.varint(writer.length - before);
  writer.byte(42);
}

/** A secret inside a secret says nothing more, and the engine doesn't expect one. */
function withoutSecrets(value: unknown): unknown {
  if (value instanceof Secret) return withoutSecrets(value.value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (value === null || typeof value !== "object" || isUnknown(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withoutSecrets(item)]),
  );
}

function isUnknownInside(value: unknown): boolean {
  return isUnknown(value) || (value instanceof Secret && isUnknownInside(value.value));
}
