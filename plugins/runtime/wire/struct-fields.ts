import { Message } from "google-protobuf";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { ByteReader } from "./byte-reader";
import { ByteWriter } from "./byte-writer";

/** A message, and the bytes of its Struct fields beside it. */
export interface Split<M, F extends string> {
  message: M;
  structs: Partial<Record<F, Buffer>>;
}

/** Takes a message's Struct fields out of the generated code's hands: see readStruct for why. */
export interface StructFields<M, F extends string> {
  split(bytes: Uint8Array): Split<M, F>;
  join(message: M, structs: Partial<Record<F, Buffer>>): Buffer;
}

/** @param setters Sets each field on a message; from this the field's number is learnt. */
export function structFields<M extends Message, F extends string>(
  type: { new (): M; deserializeBinary(bytes: Uint8Array): M },
  setters: Record<F, (message: M, value: Struct) => unknown>,
): StructFields<M, F> {
  const tags = new Map<number, F>();
  for (const name of Object.keys(setters) as F[]) {
    const probe = new type();
    setters[name](probe, new Struct());
    tags.set(new ByteReader(probe.serializeBinary()).varint(), name);
  }
  return {
    split: (bytes) => split(bytes, type, tags),
    join: (message, structs) => join(message, structs, tags),
  };
}

function split<M, F extends string>(
  bytes: Uint8Array,
  type: { deserializeBinary(bytes: Uint8Array): M },
  tags: ReadonlyMap<number, F>,
): Split<M, F> {
  const reader = new ByteReader(bytes);
  const structs: Partial<Record<F, Buffer>> = {};
  const rest: Uint8Array[] = [];
  while (reader.position < reader.length) {
    const start = reader.position;
    const tag = reader.varint();
    const name = tags.get(tag);
    if (name === undefined) {
      reader.skip(tag);
      rest.push(bytes.subarray(start, reader.position));
    } else structs[name] = reader.slice(reader.varint());
  }
  return { message: type.deserializeBinary(Buffer.concat(rest)), structs };
}

function join<F extends string>(
  message: Message,
  structs: Partial<Record<F, Buffer>>,
  tags: ReadonlyMap<number, F>,
): Buffer {
  const parts: Uint8Array[] = [message.serializeBinary()];
  for (const [tag, name] of tags) {
    const bytes = structs[name];
    if (bytes === undefined) continue;
    const head = new ByteWriter(16);
    head.varint(bytes.length);
    head.varint(tag);
    parts.push(head.finish(), bytes);
  }
  return Buffer.concat(parts);
}
