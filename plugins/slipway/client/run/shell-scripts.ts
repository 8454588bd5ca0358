/**
 * What runs beside a command, on a host or in a container. POSIX sh, as dash, bash and busybox have it, with `head`,
 * `date` and `sleep`; `setsid`, `grep` and /proc are used where they are.
 */

/**
 * The command line of the supervising shell. It reads how long its script is, then the script: so nothing that was given
 * stands in a command line, and the login shell has nothing to misunderstand.
 */
export const BOOTSTRAP = `IFS= read -r n && eval "$(head -c "$n")"`;

/** Variable by which processes of a run are known, also those that left its session. */
export const MARK = "SLIPWAY_RUN";

/**
 * Ends a run: whatever is in its session, has its mark in the environment (as far as that may be read) or descends from
 * what has. SIGTERM, and after the grace SIGKILL, until nothing is left; says what is still there ten seconds later.
 * Arguments: token, mark, pid of the session's leader, grace in seconds, and, on a host whose engine told that pid, the
 * container's id: the pid may mean another process where the engine is behind a wall, so that only its own are ended.
 */
export const END_RUN = `
token=$1 mark=$2 main=$3 grace=$4 container=\${5:-}
find_run() {
  found=' ' rest= marked=' '
  if [ ! -d /proc/1 ]; then
    kill -s 0 -- "-$main" 2>/dev/null && found=" -$main "
    [ "$found" != ' ' ]; return
  fi
  for file in $(grep -ls "${MARK}=$mark" /proc/[0-9]*/environ 2>/dev/null); do
    file=\${file%/environ}; marked="$marked\${file#/proc/} "
  done
  for dir in /proc/[0-9]*; do
    stat= line=
    { while IFS= read -r line || [ -n "$line" ]; do stat=$stat$line; done <"$dir/stat"; } 2>/dev/null
    [ -n "$stat" ] || continue
    pid=\${dir#/proc/}
    set -- \${stat##*) }
    case $1 in Z | X) continue ;; esac
    if [ -n "$container" ]; then grep -qs "$container" "$dir/cgroup" || continue; fi
    case $marked in *" $pid "*) set -- "$1" "$2" "$3" "$main" ;; esac
    if [ "$4" = "$main" ]; then found="$found$pid "; else rest="$rest $pid:$2"; fi
  done
  more=1
  while [ -n "$more" ]; do
    more=
    for each in $rest; do
      case $found in *" \${each%:*} "*) continue ;; esac
      case $found in *" \${each#*:} "*) found="$found\${each%:*} " more=1 ;; esac
    done
  done
  [ "$found" != ' ' ]
}
began=$(date +%s)
find_run && kill -s TERM -- $found 2>/dev/null
while find_run; do
  passed=$(($(date +%s) - began))
  [ "$passed" -lt "$grace" ] || kill -s KILL -- $found 2>/dev/null
  if [ "$passed" -ge $((grace + 10)) ]; then
    printf '%s left %s\\n' "$token" "$found" >&2
    exit 1
  fi
  sleep 0.1 2>/dev/null || sleep 1
done
exit 0
`;

/** Reads, from the pipe that is to be the command's standard input, how to start it; becomes the command. */
const READER = `
mark=$1 script= line=
while IFS= read -r line && [ "$line" != "$mark" ]; do script="$script$line
"; done
${MARK}=$mark; export ${MARK}
eval "$script"
`;

/**
 * Starts the command in a session of its own and waits for it. A line on standard input, or its end (the connection was
 * lost, or who watches was killed), ends the command. What it has to say, `start`, `main PID`, `left PIDS`,
 * `end CODE WATCH` or `refused WHY`, goes to standard error behind the token.
 */
const SUPERVISOR = `
say() { printf '%s %s\\n' "$token" "$*" >&2; }
set --
if [ -n "$user" ]; then
  name=$(id -un -- "$user" 2>/dev/null) || name=
  if [ -z "$name" ]; then say refused user; exit 0; fi
  if [ "$name" != "$(id -un)" ]; then
    if [ "$(id -u)" != 0 ]; then
      sudo -n -u "$name" -- true </dev/null >/dev/null 2>&1 || { say refused rights; exit 0; }
      set -- sudo -n -u "$name" -- /bin/sh
    elif command -v runuser >/dev/null 2>&1; then set -- runuser -u "$name" -- /bin/sh
    else set -- su -s /bin/sh "$name"
    fi
    # In a container root may lack the capabilities for it.
    "$@" -c : </dev/null >/dev/null 2>&1 || { say refused rights; exit 0; }
  fi
fi
[ $# -gt 0 ] || set -- /bin/sh
exec 3<&0
printf '%s start\\n' "$token"
say start
if command -v setsid >/dev/null 2>&1; then
  printf '%s' "$input" | setsid "$@" -c "$reader" sh "$mark" 3<&- &
else
  set -m 2>/dev/null
  { printf '%s' "$input" | "$@" -c "$reader" sh "$mark"; } 3<&- &
fi
main=$! input=
say main "$main"
{ IFS= read -r _ <&3; trap '' TERM; "$@" -c "$ender" sh "$token" "$mark" "$main" "$grace" </dev/null; } &
watch=$!
exec 3<&-
wait "$main" 2>/dev/null; code=$?
kill "$watch" 2>/dev/null
wait "$watch" 2>/dev/null; say end "$code" $?
`;

/** Status of a watch that nobody asked to end the command: SIGTERM. */
export const NOT_ASKED = 143;

export interface Start {
  /** Beginning of each message of the supervisor. */
  token: string;
  mark: string;
  /** Seconds between SIGTERM and SIGKILL. */
  graceSeconds: number;
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
  stdin: string;
  /** Whom the supervisor has to become for the command. */
  user: string | undefined;
  /** Undefined leaves it where it is. */
  workdir: string | undefined;
  /** Whether it begins in the home of its user, where `workdir` says nothing else. */
  atHome: boolean;
}

/** What goes to the standard input of a shell that runs {@link BOOTSTRAP}. */
export function supervisorInput(start: Start): Buffer {
  const { token, mark, graceSeconds, user, stdin } = start;
  const input = `${startScript(start)}\n${mark}\n${stdin}`;
  const variables = { token, mark, grace: String(graceSeconds), user: user ?? "", input };
  const script = [
    ...Object.entries({ ...variables, reader: READER, ender: END_RUN }).map(
      ([name, value]) => `${name}=${quoted(value)}`,
    ),
    SUPERVISOR,
  ].join("\n");
  const bytes = Buffer.from(script);
  return Buffer.concat([Buffer.from(`${bytes.length}\n`), bytes]);
}

function startScript({ argv, env, user, workdir, atHome }: Start): string {
  const program = argv[0]!;
  return [
    // A changed user keeps the environment of who logged in.
    ...(user === undefined
      ? []
      : ["USER=$(id -un) LOGNAME=$USER", 'eval "HOME=~$USER"', "export USER LOGNAME HOME"]),
    ...(atHome ? ['cd -- "${HOME:-/}" 2>/dev/null || cd /'] : []),
    ...(workdir === undefined
      ? []
      : [
          `cd -- ${quoted(workdir)} 2>/dev/null || { printf '%s\\n' ${quoted(`there is no working directory ${workdir}, or it may not be entered`)} >&2; exit 126; }`,
        ]),
    ...Object.entries(env).map(([name, value]) => `export ${name}=${quoted(value)}`),
    "unset mark script line",
    `set -- ${argv.map(quoted).join(" ")}`,
    `command -v "$1" >/dev/null 2>&1 || { if [ -e "$1" ]; then printf '%s\\n' ${quoted(`${program} isn't executable`)} >&2; exit 126; fi; printf '%s\\n' ${quoted(`there is no program ${program}`)} >&2; exit 127; }`,
    'exec "$@"',
  ].join("\n");
}

/** One word for a POSIX shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
