import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pack } from "tar-stream";
import { unpackDebianPackage } from "../install/debian-packages";
import { EngineApi, EngineError } from "./engine-api";

/** The image that every container of the bench runs. */
export const BENCH_IMAGE = "slipway-bench:1";

/**
 * SIGKILL is the stop signal because the first process of a container ignores the polite ones by default: every
 * peer's stop is then over at once in the same way, and no peer's grace period is measured.
 */
const DOCKERFILE = `FROM scratch
COPY busybox /bin/busybox
STOPSIGNAL SIGKILL
CMD ["/bin/busybox", "sleep", "1000000000"]
`;

/** Makes sure that the engine has the image, built from Debian's static busybox. Returns its id. */
export async function ensureBenchImage(api: EngineApi): Promise<string> {
  const known = await imageId(api);
  if (known !== undefined) return known;
  const dir = mkdtempSync(join(tmpdir(), "slipway-bench-image-"));
  try {
    const context = await tarOf({ Dockerfile: DOCKERFILE, busybox: await staticBusybox(dir) });
    const answer = await api.request<string>("POST", `/build?t=${BENCH_IMAGE}&rm=1`, context);
    const built = await imageId(api);
    if (built === undefined)
      throw new Error(`The engine did not build ${BENCH_IMAGE}: ${answer.trim().slice(-500)}`);
    return built;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function imageId(api: EngineApi): Promise<string | undefined> {
  try {
    return (await api.request<{ Id: string }>("GET", `/images/${BENCH_IMAGE}/json`)).Id;
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined;
    throw error;
  }
}

async function staticBusybox(dir: string): Promise<Buffer> {
  try {
    await unpackDebianPackage("busybox-static", dir);
  } catch (error) {
    throw new Error(
      `The bench image needs Debian's busybox-static (apt-get download) or an image named ${BENCH_IMAGE}: ` +
        (error as Error).message,
      { cause: error },
    );
  }
  const file = ["bin/busybox", "usr/bin/busybox"].map((f) => join(dir, f)).find(existsSync);
  if (file === undefined) throw new Error("Debian's busybox-static holds no bin/busybox.");
  return readFileSync(file);
}

async function tarOf(files: Record<string, string | Buffer>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name, mode: 0o755 }, content);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
