/**
 * Reads BuildKit's progress messages (`moby.buildkit.v1.StatusResponse`, protobuf in base64). Only the
 * few fields that are shown are decoded, so no protobuf library has to be loaded.
 */
export interface BuildTrace {
  steps: {
    digest: string;
    name: string;
    started: boolean;
    completed: boolean;
    cached: boolean;
    error: string;
  }[];
  logs: { step: string; text: string }[];
}

interface Field {
  number: number;
  bytes: Buffer | undefined;
  value: number;
}

export function decodeBuildTrace(base64: string): BuildTrace {
  const trace: BuildTrace = { steps: [], logs: [] };
  for (const field of fields(Buffer.from(base64, "base64"))) {
    if (field.bytes === undefined) continue;
    // StatusResponse: 1 = vertexes, 2 = statuses, 3 = logs, 4 = warnings
    if (field.number === 1) trace.steps.push(step(field.bytes));
    else if (field.number === 3) trace.logs.push(log(field.bytes));
  }
  return trace;
}

function step(bytes: Buffer): BuildTrace["steps"][number] {
  const found = {
    digest: "",
    name: "",
    started: false,
    completed: false,
    cached: false,
    error: "",
  };
  for (const { number, bytes: content, value } of fields(bytes)) {
    // Vertex: 1 = digest, 2 = inputs, 3 = name, 4 = cached, 5 = started, 6 = completed, 7 = error
    if (number === 1) found.digest = text(content);
    else if (number === 3) found.name = text(content);
    else if (number === 4) found.cached = value !== 0;
    else if (number === 5) found.started = true;
    else if (number === 6) found.completed = true;
    else if (number === 7) found.error = text(content);
  }
  return found;
}

function log(bytes: Buffer): BuildTrace["logs"][number] {
  const found = { step: "", text: "" };
  for (const { number, bytes: content } of fields(bytes)) {
    // VertexLog: 1 = vertex, 2 = timestamp, 3 = stream, 4 = message
    if (number === 1) found.step = text(content);
    else if (number === 4) found.text = text(content);
  }
  return found;
}

function text(bytes: Buffer | undefined): string {
  return bytes?.toString("utf8") ?? "";
}

function* fields(bytes: Buffer): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; at < bytes.length; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    const wire = key % 8;
    if (wire === 0) yield { number, bytes: undefined, value: varint() };
    else if (wire === 2) {
      const length = varint();
      yield { number, bytes: bytes.subarray(at, at + length), value: 0 };
      at += length;
    } else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else return; // groups don't occur in this message
  }
}
