import { needRestart } from "../../../model/daemon-config";
import type { HostAccess } from "./host-access";
import { runAsRoot, type RootResult } from "./root-shell";

const FILE = "/etc/docker/daemon.json";
/** Exit codes of the scripts. */
const INVALID = 81;
const PUT_BACK = 82;
const STAYS_DOWN = 83;
const NO_SYSTEMD = 84;
const NOT_DEBIAN = 85;

const LOOK = `
command -v dockerd >/dev/null && echo installed || echo missing
cat ${FILE} 2>/dev/null; true
`;

const INSTALL = `
. /etc/os-release 2>/dev/null
case " \${ID:-} \${ID_LIKE:-} " in *" debian "*|*" ubuntu "*) ;; *) echo "\${PRETTY_NAME:-an unknown system}"; exit ${NOT_DEBIAN};; esac
export DEBIAN_FRONTEND=noninteractive
apt="apt-get -q -y -o DPkg::Lock::Timeout=300"
$apt update || exit 1
extra=; apt-cache show docker-cli >/dev/null 2>&1 && extra=docker-cli
$apt install --no-install-recommends docker.io ca-certificates iptables $extra || exit 1
if [ -n "\${SUDO_USER:-}" ]; then usermod -aG docker "$SUDO_USER"; fi
`;

/** The new file comes by standard input, and nothing where there is to be none. */
const apply = (how: "reload" | "restart", last: boolean) => `
trap '' HUP PIPE
command -v systemctl >/dev/null || exit ${NO_SYSTEMD}
file=${FILE}; new=$file.slipway-new; backup=$file.slipway-backup
mkdir -p "\${file%/*}" && rm -f "$backup" && cat > "$new" || exit 1
if [ -e "$file" ]; then
  cp -p "$file" "$backup" && chmod --reference="$file" "$new" && chown --reference="$file" "$new" || exit 1
fi
if [ -s "$new" ] && dockerd --help 2>&1 | grep -q -e --validate; then
  dockerd --validate --config-file "$new" >&2 || { rm -f "$new"; exit ${INVALID}; }
fi
answers() {
  if command -v docker >/dev/null; then docker version >/dev/null 2>&1; else systemctl is-active -q docker; fi
}
comes_up() {
  tries=0
  until answers; do tries=$((tries + 1)); [ $tries -lt 40 ] || return 1; sleep 0.5; done
}
how=${how}; answers || how=restart
if [ -s "$new" ]; then mv -f "$new" "$file"; else rm -f "$new" "$file"; fi || exit 1
systemctl reset-failed docker >/dev/null 2>&1
if systemctl $how docker >&2 && comes_up; then
  ${last ? 'rm -f "$backup"' : ":"}
  exit 0
fi
journalctl -u docker -n 8 --no-pager -o cat >&2 2>/dev/null
if [ -e "$backup" ]; then cp -p "$backup" "$file"; else rm -f "$file"; fi
systemctl reset-failed docker >/dev/null 2>&1
systemctl restart docker >&2; comes_up || exit ${STAYS_DOWN}
exit ${PUT_BACK}
`;

/** What is on a host. */
export interface EngineSetup {
  installed: boolean;
  /** Content of daemon.json; empty where there is none. */
  daemon: Record<string, unknown>;
}

export async function readSetup(host: HostAccess): Promise<EngineSetup> {
  const { code, stdout, stderr } = await runAsRoot(host, LOOK);
  if (code !== 0) throw failed(host, "looked at", stderr);
  const cut = stdout.indexOf("\n") === -1 ? stdout.length : stdout.indexOf("\n");
  const text = stdout.slice(cut + 1).trim();
  return { installed: stdout.startsWith("installed"), daemon: parsed(text, host) };
}

/** Installs Docker from the distribution's packages. */
export async function installDocker(
  host: HostAccess,
  options: { onLine: (line: string) => void; signal: AbortSignal },
): Promise<void> {
  const { code, stdout, stderr } = await runAsRoot(host, INSTALL, options);
  if (code === NOT_DEBIAN)
    throw new Error(
      `Docker isn't installed on ${host.where}, which runs ${stdout.trim()}: it can be installed for you on Debian and Ubuntu alone; install it there`,
    );
  if (code !== 0)
    throw new Error(
      `Docker couldn't be installed on ${host.where}: apt-get ended with code ${code}: ${lastLines(stderr || stdout)}`,
    );
}

/**
 * Writes daemon.json and makes the engine take it in: by SIGHUP where that is enough for what changes, else by a restart.
 * What the engine doesn't come up with is taken back.
 *
 * @param options `last` where nothing of the file is managed any more: the copy of the one before isn't kept.
 */
export async function writeDaemon(
  host: HostAccess,
  daemon: Record<string, unknown>,
  changed: readonly string[],
  { last = false } = {},
): Promise<void> {
  const text = Object.keys(daemon).length === 0 ? "" : `${JSON.stringify(daemon, undefined, 2)}\n`;
  const how = needRestart(changed).length === 0 ? "reload" : "restart";
  const result = await runAsRoot(host, apply(how, last), { stdin: text });
  if (result.code !== 0) throw refusal(host, changed, result);
}

function refusal(
  host: HostAccess,
  changed: readonly string[],
  { code, stderr }: RootResult,
): Error {
  const keys = changed.map((key) => `"${key}"`).join(", ");
  const said = lastLines(stderr);
  switch (code) {
    case INVALID:
      return new Error(
        `dockerd on ${host.where} refuses ${FILE} with the new ${keys}, so nothing was changed: ${said}`,
      );
    case PUT_BACK:
      return new Error(
        `Docker on ${host.where} didn't come up with the new ${keys}, so ${FILE} was put back and it runs as before: ${said}`,
      );
    case STAYS_DOWN:
      return new Error(
        `Docker on ${host.where} came up neither with the new ${keys} nor with the ${FILE} from before, which was put back: see \`journalctl -u docker\` there; ${said}`,
      );
    case NO_SYSTEMD:
      return new Error(
        `${host.where} has no systemctl, by which Docker is restarted: manage ${FILE} there in another way`,
      );
    default:
      return failed(host, "written", stderr);
  }
}

function failed(host: HostAccess, what: string, stderr: string): Error {
  return new Error(`${FILE} on ${host.where} couldn't be ${what}: ${lastLines(stderr)}`);
}

function parsed(text: string, host: HostAccess): Record<string, unknown> {
  if (text === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new Error(
    `${FILE} on ${host.where} isn't a JSON object, so its keys can't be managed: correct it there, or remove it`,
  );
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-8).join("; ") || "it said nothing";
}
