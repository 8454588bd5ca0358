import { EngineError } from "../../../docker/client/engine-error";
import type { Command } from "../command";

/** Refuses what no shell and no system call could hand on. */
export function checkCommand({ argv, env, secretEnv, stdin, workdir }: Command): void {
  const [program] = argv;
  if (program === undefined || program === "" || program.startsWith("-"))
    throw refusal("the command needs a program to begin with");
  const texts = [...argv, ...Object.values({ ...env, ...secretEnv }), stdin ?? "", workdir ?? ""];
  if (texts.some((text) => text.includes("\0")))
    throw refusal("a command, its environment and its input can't hold the character NUL");
  for (const name of Object.keys({ ...env, ...secretEnv }))
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      throw refusal(`${JSON.stringify(name)} can't be the name of an environment variable`);
}

function refusal(sentence: string): EngineError {
  return new EngineError("badRequest", sentence);
}
