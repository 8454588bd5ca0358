import { join } from "node:path";
import { cached } from "./cache-dir";
import { installStep } from "./install-step";

/** A Python environment with exactly `requirements` asked for, made once. Returns its bin directory. */
export async function pythonVenv(name: string, requirements: readonly string[]): Promise<string> {
  const dir = await cached(
    `venv-${name}`,
    requirements,
    async (work) => {
      await installStep({ argv: ["python3", "-m", "venv", work], cwd: work });
      const pip = join(work, "bin", "pip");
      await installStep({
        argv: ["nice", "-n", "10", pip, "install", "--quiet", ...requirements],
        cwd: work,
      });
    },
    { inPlace: true },
  );
  return join(dir, "bin");
}
