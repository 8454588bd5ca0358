/** The JSON objects of a stream that has one per line, as pull, push and build give them. */
export async function* jsonLines(stream: AsyncIterable<unknown>): AsyncGenerator<JsonLine> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    rest += decoder.decode(chunk as Uint8Array, { stream: true });
    for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
      const line = rest.slice(0, end).trim();
      rest = rest.slice(end + 1);
      if (line !== "") yield JSON.parse(line) as JsonLine;
    }
  }
  if (rest.trim() !== "") yield JSON.parse(rest) as JsonLine;
}

export interface JsonLine {
  stream?: string;
  status?: string;
  id?: string;
  progressDetail?: { current?: number; total?: number };
  error?: string;
  errorDetail?: { message?: string };
  aux?: unknown;
}
