import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { DockerFrames } from "../../../../plugins/slipway/client/run/docker-frames";
import { LastBytes } from "../../../../plugins/slipway/client/run/last-bytes";
import { LineSplitter } from "../../../../plugins/slipway/client/run/line-splitter";
import { MarkedOutput } from "../../../../plugins/slipway/client/run/marked-output";

/** The same bytes in chunks of any size. */
function inChunks(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 40 });

describe("the end of an output", () => {
  it("must be what came last, beginning with a whole character", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        sizes,
        fc.integer({ min: 1, max: 30 }),
        (text, cuts, limit) => {
          const last = new LastBytes(limit);
          const bytes = Buffer.from(text);
          for (const chunk of inChunks(bytes, cuts)) last.add(chunk);
          const kept = last.text();
          expect(text.endsWith(kept)).toBe(true);
          expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(limit);
          expect(last.truncated).toBe(bytes.length > limit);
          if (bytes.length <= limit) expect(kept).toBe(text);
          else expect(Buffer.byteLength(kept)).toBeGreaterThan(limit - 4);
        },
      ),
    );
  });
});

describe("lines", () => {
  it("must come whole, whatever the chunks", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "grapheme" }).map((s) => s.replace(/[\r\n]/g, ""))),
        sizes,
        (lines, cuts) => {
          const got: string[] = [];
          const splitter = new LineSplitter((line) => got.push(line));
          for (const chunk of inChunks(Buffer.from(lines.map((l) => `${l}\n`).join("")), cuts))
            splitter.add(chunk);
          splitter.end();
          expect(got).toEqual(lines);
        },
      ),
    );
  });

  it("must come without \\r, the last one also without its end, and an endless one in pieces", () => {
    const got: string[] = [];
    const splitter = new LineSplitter((line) => got.push(line));
    splitter.add(Buffer.from("a\r\nb"));
    splitter.end();
    expect(got).toEqual(["a", "b"]);
    splitter.add(Buffer.alloc(100_000, 97));
    expect(got.length).toBeGreaterThan(5);
  });
});

describe("Docker's frames", () => {
  it("must be taken apart, whatever the chunks", () => {
    const pieces = fc.array(
      fc.record({ from: fc.constantFrom("stdout", "stderr"), text: fc.string({ minLength: 1 }) }),
    );
    fc.assert(
      fc.property(pieces, sizes, (said, cuts) => {
        const bytes = Buffer.concat(
          said.map(({ from, text }) => {
            const content = Buffer.from(text);
            const header = Buffer.from([from === "stderr" ? 2 : 1, 0, 0, 0, 0, 0, 0, 0]);
            header.writeUInt32BE(content.length, 4);
            return Buffer.concat([header, content]);
          }),
        );
        const got = { stdout: "", stderr: "" };
        const frames = new DockerFrames((piece, from) => (got[from] += piece.toString("latin1")));
        for (const chunk of inChunks(bytes, cuts)) frames.add(chunk);
        for (const from of ["stdout", "stderr"] as const)
          expect(Buffer.from(got[from], "latin1").toString()).toBe(
            said
              .filter((each) => each.from === from)
              .map(({ text }) => text)
              .join(""),
          );
      }),
    );
  });
});

describe("a marked output", () => {
  const token = "\x1eTOKEN";

  it("must give content and messages, whatever the chunks", () => {
    fc.assert(
      fc.property(sizes, (cuts) => {
        let content = "";
        const messages: string[][] = [];
        const output = new MarkedOutput(
          token,
          (bytes) => (content += bytes.toString()),
          (words) => messages.push(words),
        );
        const all = `greeting\n${token} start\nab\x1eTOK c${token} main 12\nd${token} end 3 143\n`;
        for (const chunk of inChunks(Buffer.from(all), cuts)) output.add(chunk);
        expect(content).toBe("ab\x1eTOK cd");
        expect(messages).toEqual([["start"], ["main", "12"], ["end", "3", "143"]]);
        expect(output.noise).toBe("greeting\n");
      }),
    );
  });

  it("must hand on at once what can't be the beginning of a message", () => {
    let content = "";
    const output = new MarkedOutput(
      token,
      (bytes) => (content += bytes.toString()),
      () => undefined,
    );
    output.add(Buffer.from(`${token} start\nno end`));
    expect(content).toBe("no end");
  });
});
