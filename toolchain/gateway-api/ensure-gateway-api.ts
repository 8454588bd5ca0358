import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findGo, MIN_GO } from "../go/find-go";
import { cacheDir } from "../paths";
import { runCommand } from "../run-command";
import { UserError } from "../user-error";

const MODULE = "sigs.k8s.io/gateway-api@v1.3.0";
/** As a go.sum would have it. */
const SUM = "h1:q6okN+/UKDATola4JY7zXzx40WO4VISk7i9DIfOvr9M=";
const GROUP = "gateway.networking.k8s.io";
const KINDS = ["gatewayclasses", "gateways", "httproutes"];
const FAILURE = "could not get the Gateway API's definitions from its Go module";

/** Files with the definitions of the Gateway API's kinds, from its Go module, fetched once per machine. */
export async function ensureGatewayApi(): Promise<string[]> {
  const folder = join(cacheDir(), "gateway-api", MODULE.split("@")[1]!);
  if (!existsSync(folder)) await fetchInto(folder);
  return KINDS.map((kind) => join(folder, fileOf(kind)));
}

async function fetchInto(folder: string): Promise<void> {
  const note = () => undefined;
  const { go } = await findGo(note);
  if (go === undefined)
    throw new UserError(
      `${FAILURE}: Go ${MIN_GO} or newer is needed; install Go (https://go.dev/dl/) and run the same command again.`,
    );
  const printed = await runCommand(go, ["mod", "download", "-json", MODULE], FAILURE, {
    env: { ...process.env, GOFLAGS: "", GOWORK: "off" },
  });
  const { Dir, Sum } = JSON.parse(printed) as { Dir: string; Sum: string };
  if (Sum !== SUM) throw new UserError(`${FAILURE}: ${MODULE} has the hash ${Sum}, not ${SUM}.`);
  const work = `${folder}.tmp-${process.pid}`;
  try {
    mkdirSync(work, { recursive: true });
    for (const kind of KINDS)
      cpSync(join(Dir, "config/crd/standard", fileOf(kind)), join(work, fileOf(kind)));
    if (!existsSync(folder)) renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function fileOf(kind: string): string {
  return `${GROUP}_${kind}.yaml`;
}
