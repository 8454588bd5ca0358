import { findProject } from "../fleet/project";
import { cliOf } from "../fleet/read-state";
import { renderedObjects, type PreviewStep, type RenderedObject } from "../render/rendered-objects";
import { writeObjects } from "../render/write-objects";
import { tryCommand } from "../../toolchain/run-command";
import { UserError } from "../../toolchain/user-error";
import { EXIT } from "./exit-codes";
import { parseWord, wordCommand } from "./parse-word";
import type { SlipwayWord } from "./word";

interface RenderOptions {
  stack: string;
  out: string;
  cwd?: string;
  withoutSecrets: boolean;
}

/** `slipway render`: the manifests of a stack's Kubernetes objects, for review or GitOps. */
export const main: SlipwayWord = async (args) => {
  const command = wordCommand("render")
    .description("Writes the manifests of a stack's Kubernetes objects, as kubectl applies them.")
    .requiredOption("--stack <name>", "whose objects")
    .requiredOption("--out <folder>", "where the files go")
    .option("--cwd <folder>", "folder of the project")
    .option("--without-secrets", "leave Secrets out, and name them", false);
  const code = parseWord(command, args);
  if (code !== undefined) return code;
  const options = command.opts<RenderOptions>();
  const objects = renderedObjects(await preview(options));
  refuse(objects, options.withoutSecrets);
  const files = writeObjects(objects.filter(isWhole), options.out);
  process.stdout.write(`${files.length} objects in ${options.out}\n`);
  for (const { object } of objects.filter((each) => !isWhole(each)))
    process.stderr.write(`left out: Secret ${object.metadata.name}\n`);
  return EXIT.ok;
};

/** Without anything secret in it. */
function isWhole({ secrets }: RenderedObject): boolean {
  return secrets.length === 0;
}

async function preview({ stack, cwd }: RenderOptions): Promise<PreviewStep[]> {
  const { dir } = findProject(cwd);
  const { file, env } = cliOf();
  const args = ["preview", "--json", "--show-sames", "--stack", stack, "--non-interactive"];
  const { code, stdout, stderr } = await tryCommand(file, args, { cwd: dir, env });
  const digest = parsed(stdout);
  if (code === 0 && digest !== undefined) return digest.steps ?? [];
  const errors = (digest?.diagnostics ?? [])
    .filter(({ severity }) => severity === "error")
    .map(({ message }) => message?.trim() ?? "");
  const why = [...new Set(errors)].join("\n") || stderr.trim().replace(/^error: /, "");
  throw new UserError(`the stack "${stack}" can't be previewed: ${why}`);
}

interface Digest {
  steps?: PreviewStep[];
  diagnostics?: { severity?: string; message?: string }[];
}

function parsed(text: string): Digest | undefined {
  try {
    return JSON.parse(text) as Digest;
  } catch {
    return undefined;
  }
}

/** Files say all that there is to say, and no secrets. */
function refuse(objects: readonly RenderedObject[], withoutSecrets: boolean): void {
  if (objects.length === 0)
    throw new UserError("the stack has nothing on Kubernetes: there is nothing to render.");
  const unknown = told(objects, "unknown");
  if (unknown.length > 0)
    throw new UserError(
      `some values are only known after \`up\`, so they can't be rendered yet:\n${list(unknown)}`,
    );
  const bare = told(
    objects.filter(({ object }) => object.kind !== "Secret"),
    "secrets",
  );
  if (bare.length > 0)
    throw new UserError(
      `secrets are written into no file; put these into a Secret, and use that:\n${list(bare)}`,
    );
  const secrets = told(objects, "secrets");
  if (secrets.length > 0 && !withoutSecrets)
    throw new UserError(
      `secrets are written into no file; with --without-secrets these are left out, to come by another way:\n${list(secrets)}`,
    );
}

function told(objects: readonly RenderedObject[], what: "secrets" | "unknown"): string[] {
  return objects
    .filter((each) => each[what].length > 0)
    .map(
      ({ object: { kind, metadata }, [what]: paths }) =>
        `${kind} ${metadata?.name ?? "?"}: ${paths.join(", ")}`,
    );
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `  - ${line}`).join("\n");
}
