import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { withFileLock } from "../file-lock.cjs";
import { findGo, MIN_GO } from "../go/find-go";
import { goBuild } from "../go/go-build";
import { cacheDir, checkoutRoot } from "../paths";
import { Progress } from "../progress";
import { UserError } from "../user-error";

/** The version of k8s.io/kubernetes in go.mod. */
export const KUBERNETES_VERSION = "1.33.0";

/** The names that the one binary is started by. */
const COMMANDS = [
  ...["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet"],
  ...["kubectl", "kwok", "relay"],
];
const SOURCES = ["go.mod", "go.sum", "main.go", "relay.go"];
const STEP = "Kubernetes";

/**
 * A folder with etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubelet, kubectl, kwok and relay: one
 * binary under several names, built from Go modules once per machine, about five minutes.
 */
export async function ensureKubernetes(progress = new Progress({ quiet: true })): Promise<string> {
  const source = join(checkoutRoot(), "toolchain/kubernetes");
  const folder = join(cacheDir(), "kubernetes", buildKey(source));
  if (!existsSync(folder)) {
    await withFileLock(
      join(cacheDir(), "kubernetes.lock"),
      async () => {
        if (!existsSync(folder)) await build(source, folder, progress);
      },
      (pid) => progress.info(STEP, `waiting for another set-up (pid ${pid}) to build it`),
    );
  }
  progress.done(STEP, `${KUBERNETES_VERSION} from Go modules`);
  return folder;
}

/** Names the build by everything that goes into it. */
function buildKey(source: string): string {
  const hash = createHash("sha256").update(COMMANDS.join());
  for (const name of SOURCES) hash.update(readFileSync(join(source, name)));
  const platform = `${process.platform}-${process.arch}`;
  return `v${KUBERNETES_VERSION}-${platform}-${hash.digest("hex").slice(0, 12)}`;
}

async function build(source: string, folder: string, progress: Progress): Promise<void> {
  // Filled under a name of its own: an interrupted build leaves nothing half-made under the final one.
  const work = `${folder}.tmp-${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    await progress.during(
      STEP,
      `building ${KUBERNETES_VERSION} from Go modules (some five minutes, once per machine)`,
      async (note) => {
        const { go, found } = await findGo(note);
        if (go === undefined)
          throw new UserError(
            `to build Kubernetes, Go ${MIN_GO} or newer is needed${found.length > 0 ? ` (${found.join("; ")})` : ""}; ` +
              "install Go (https://go.dev/dl/) and run the same command again.",
          );
        const version = "k8s.io/component-base/version";
        const [major, minor] = KUBERNETES_VERSION.split(".");
        await goBuild({
          go,
          moduleDir: source,
          package: ".",
          output: join(work, "kubernetes"),
          ldflags:
            `-X ${version}.gitVersion=v${KUBERNETES_VERSION} ` +
            `-X ${version}.gitMajor=${major} -X ${version}.gitMinor=${minor}`,
          failure: `could not build Kubernetes ${KUBERNETES_VERSION} from Go modules`,
          note,
        });
      },
    );
    for (const command of COMMANDS) symlinkSync("kubernetes", join(work, command));
    renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
