import fc from "fast-check";
import { expect, test } from "vitest";
import { mask, secretWords } from "../../../../plugins/runtime/mask";

function masked(text: string, ...secrets: string[]): string {
  return mask(text, secretWords(secrets));
}

test("a secret is replaced wherever it stands", () => {
  expect(masked("hunter2, again hunter2!", "hunter2")).toBe("[secret], again [secret]!");
});

test("the value of a secret KEY=VALUE is masked too", () => {
  expect(masked("PASSWORD=hunter2 and hunter2", "PASSWORD=hunter2")).toBe("[secret] and [secret]");
});

test("a secret is masked as it looks in JSON", () => {
  const secret = 'a"b\\c\nd';
  expect(masked(JSON.stringify({ secret }), secret)).toBe('{"secret":"[secret]"}');
});

test("the lines of a key are masked one by one", () => {
  const key = "-----BEGIN KEY-----\nMIIEvQIBADANBgk\nqhkiG9w0BAQEFAA\n-----END KEY-----\n";
  expect(masked("bad line: qhkiG9w0BAQEFAA", key)).toBe("bad line: [secret]");
});

test("the longer of two secrets is masked first", () => {
  expect(masked("hunter22", "hunter", "hunter22")).toBe("[secret]");
});

test("short and common words are left alone", () => {
  expect(masked("it is true: ab", "true", "ab", "")).toBe("it is true: ab");
});

test("no secret is left in any text", () => {
  const secret = fc
    .string({ minLength: 3, maxLength: 30 })
    .filter((text) => /^[^\s[\]secrt]{3,}$/.test(text));
  fc.assert(
    fc.property(fc.array(secret, { minLength: 1 }), fc.string(), fc.string(), (secrets, a, b) => {
      const result = masked(a + secrets.join(b) + JSON.stringify({ secrets }), ...secrets);
      for (const text of secrets)
        if (secretWords([text]).length > 0) expect(result).not.toContain(text);
    }),
  );
});
