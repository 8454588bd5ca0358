import { spawn } from "node:child_process";

/** Copies an image from the engine that the tests run on to another. */
export async function copyImage(image: string, dockerHost: string): Promise<void> {
  const save = spawn("docker", ["save", image], { stdio: ["ignore", "pipe", "inherit"] });
  const load = spawn("docker", ["--host", dockerHost, "load", "--quiet"], {
    stdio: [save.stdout, "ignore", "inherit"],
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    save.on("error", reject);
    load.on("error", reject);
    load.on("close", resolve);
  });
  if (code !== 0) throw new Error(`image ${image} couldn't be copied to ${dockerHost}`);
}
