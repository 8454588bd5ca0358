import { describe, expect, it } from "vitest";
import { parseStack } from "../../../config/parse";

const raw = (entries: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(entries).map(([key, text]) => [key, { text, secret: key === "webSecretEnv" }]),
  );

const mistakesOf = (entries: Parameters<typeof parseStack>[0]): string[] => {
  const parsed = parseStack(entries);
  return "mistakes" in parsed ? parsed.mistakes.map((m) => `${m.path}: ${m.problem}`) : [];
};

describe("parseStack", () => {
  it("fills defaults in from the engine alone", () => {
    expect(parseStack(raw({ engine: "docker" }))).toEqual({
      values: {
        engine: "docker",
        keepVolumes: true,
        digestsOnly: false,
        web: { replicas: 2, env: {} },
        gateway: { port: 8080, bind: "127.0.0.1" },
        webSecretEnv: {},
      },
    });
  });

  it("reads numbers, truths and objects from the text that Pulumi hands over", () => {
    const parsed = parseStack(
      raw({ engine: "docker", keepVolumes: "false", web: '{"replicas":3,"env":{"A":"1"}}' }),
    );
    expect(parsed).toMatchObject({
      values: { keepVolumes: false, web: { replicas: 3, env: { A: "1" } } },
    });
  });

  it("reports every mistake at once with its path", () => {
    expect(
      mistakesOf(
        raw({
          engin: "docker",
          keepVolumes: "perhaps",
          web: '{"replicas":"two","memoryMb":5,"env":{"A B":"x","C":3}}',
          gateway: "[]",
        }),
      ),
    ).toEqual([
      'engin: isn\'t known; did you mean "engine"?',
      'engine: expected "docker", "swarm" or "kubernetes", got nothing',
      "gateway: expected an object, got an empty list",
      'keepVolumes: expected true or false, got "perhaps"',
      "web.env.C: expected text; put quotes around it, got 3",
      'web.env["A B"]: expected a variable\'s name without = or spaces',
      'web.memoryMb: isn\'t known; did you mean "memoryMib"?',
      'web.replicas: expected a whole number from 0 to 100, got "two"',
    ]);
  });

  it("shows no value of a secret key", () => {
    const [message] = mistakesOf({
      engine: { text: "docker", secret: false },
      webSecretEnv: { text: '{"KEY":12345}', secret: true },
    });
    expect(message).toBe(
      "webSecretEnv.KEY: expected text; put quotes around it, got another kind of secret",
    );
  });

  it("refuses a secret where it decides what is created, and secrets in plain text", () => {
    expect(
      mistakesOf({
        engine: { text: "docker", secret: false },
        web: { text: "{}", secret: true },
        webSecretEnv: { text: '{"KEY":"open"}', secret: false },
      }),
    ).toEqual([
      "web: can't be a secret, because it decides what is created; set it with --plaintext",
      "webSecretEnv: holds secrets in plain text; set each with: pulumi config set --secret --path slipway:webSecretEnv.NAME",
    ]);
  });
});
