# Sourced by a plugin's executable, which sets $plugin to the script for Node. Any POSIX shell will do.
#
# The engine starts a process per provider instance, takes a port from its first line, and signals its process group at
# the end. This shell is that process. The first one of an engine starts the plugin's one server; each asks the server
# for a port of its own and then only waits, which takes some hundred KiB instead of a Node process. The server's half is
# shared-server.ts. They meet in a private folder of fifos, because the operating system tells the one end of a fifo at
# once, and without fail, that the other has gone:
#
#   door        the server reads from it which launcher wants an instance
#   life        held open for writing by the server, so that its end is the server's end
#   out.<pid>   the engine's arguments; held open for writing by the launcher, so that its end is the launcher's end
#   in.<pid>    the port; held open for writing by the server until the instance is closed
#   by.<pid>    which launcher has made the folder
#   of          the plugin
#   log         what the server prints
#
# To open a fifo for one direction may wait for ever for the other end, to open it for both (<>) never does.

# A process of its own: on demand, and where servers can't be shared.
alone() {
  exec node "$plugin" "$@"
}

# Sets $root to the folder for all servers of this user. It may have been put there by somebody else: ls looks at it
# once, without following links, so that what it says of kind, mode and owner belongs together.
find_root() {
  uid=$(id -u) || return 1
  base=$XDG_RUNTIME_DIR
  [ -O "$base" ] || base=${TMPDIR:-/tmp} # sudo may hand on another user's
  root=$base/slipway-plugins-$uid
  mkdir -m 700 "$root" 2>/dev/null
  set -- $(ls -ldn "$root" 2>/dev/null)
  case $1 in drwx------*) [ "$3" = "$uid" ] ;; *) false ;; esac
}

# When the engine was started: another process may have had its id before.
engine_start() {
  if read -r stat 2>/dev/null <"/proc/$PPID/stat"; then
    set -- ${stat##*) } # the name before it, in parentheses, may hold blanks
    echo "${20}"
  else
    ps -o lstart= -p "$PPID"
  fi
}

# Sets $key: launchers of one key would start the very same server. The engine can give each provider another
# environment (envVarMappings).
find_key() {
  sum=$({ engine_start && printf '%s\n' "$plugin" "$PWD" && export -p; } | cksum) || return 1
  key=$PPID-${sum%% *}
}

# Makes the folder $house, with life and door open as 3 and 4. It is moved into its place, so that nobody sees it
# unfinished. Where two do so at once, the later one's ends up inside of the earlier one's, or can't be moved.
make_house() {
  new=$house.$$
  mkdir -m 700 "$new" 2>/dev/null &&
    printf '%s\n' "$plugin" >"$new/of" &&
    mkfifo -m 600 "$new/life" "$new/door" "$new/by.$$" &&
    command exec 3<>"$new/life" 4<>"$new/door" &&
    mv "$new" "$house" 2>/dev/null
  [ -p "$house/by.$$" ] && return
  exec 3>&- 4>&-
  rm -rf "$new" "$house/${new##*/}"
  false
}

# Sets $detach to a command that starts what the engine's signals to this process group don't reach. Other shells than
# bash want the terminal for job control.
find_detach() {
  if command -v setsid >/dev/null; then
    detach=setsid
  elif [ "$BASH_VERSION" ]; then
    detach= # macOS: job control
  else
    false
  fi
}

# The server doesn't hold this process's output, for whose end the engine waits. It inherits 3 and 4.
start_server() {
  [ "$detach" ] || set -m
  $detach node "$plugin" "$@" "--shared=$house" "--engine=${engine:-$PPID}" </dev/null >"$house/log" 2>&1 &
  set +m
  exec 3>&- 4>&-
}

# `--early=<process id of an engine>`: starts the server before that engine asks, where nobody looks for it but by
# take_early. It takes environment and folder from the first launcher that comes.
start_early() {
  engine=${1#--early=}
  find_detach && find_root || return
  house=$root/$engine-early-${plugin_name}
  make_house && start_server --early
}

# Moves a server that was started early to $house.
take_early() {
  early=$root/$PPID-early-${plugin_name}
  { read -r of <"$early/of"; } 2>/dev/null && [ "$of" = "$plugin" ] && mv "$early" "$house" 2>/dev/null && [ -p "$house/door" ]
}

# Sets $port to one that the server in $house has opened for us, or to "gone" where there is no server any more.
ask() {
  port=gone
  mkfifo -m 600 "$house/in.$$" "$house/out.$$" 2>/dev/null || return
  command exec 5<>"$house/out.$$" 6<>"$house/in.$$" 9<"$house/in.$$" || return
  command exec 7<>"$house/life" 8<"$house/life" 7>&- || return
  {
    read -r _
    echo gone >&6
  } <&8 5>&- 9<&- >/dev/null 2>&1 &
  server_watch=$!
  exec 8<&-
  printf '%s\n' "$@" >&5
  echo "$$ $house" 1<>"$house/door"
  read -r port <&6
  exec 6>&-
  [ "$port" != gone ] || rm -f "$house/in.$$" "$house/out.$$"
}

# Ends as a plugin that has crashed. What the server printed is shown by one launcher, not by all.
server_failed() {
  echo "the plugin's server has ended: $plugin" >&2
  mv "$house/log" "$house/log.$$" 2>/dev/null && cat "$house/log.$$" >&2
  exit 1
}

# Tells the server to close the instance, and waits until it has.
leave() {
  trap '' INT TERM HUP
  kill "$server_watch"
  exec 5>&-
  read -r _ <&9
  exit 0
}

# As long as the engine wants.
stay() {
  trap leave INT TERM HUP
  echo "$port"
  wait "$server_watch"
  server_failed
}

share() {
  find_detach && find_root && find_key || return
  number=1
  for _ in 1 2 3 4 5 6 7 8 9; do
    house=$root/$key-$number
    if [ -d "$house" ] || take_early; then
      ask "$@"
      # A server that was killed leaves its folder behind; one that has just ended doesn't.
      [ "$port" != gone ] || [ ! -d "$house" ] || number=$((number + 1))
    elif make_house; then
      start_server
      ask "$@"
      [ "$port" != gone ] || server_failed
    else
      port=gone # somebody else was faster, or it can't be made here
      [ -d "$root" ] || find_root # the last server to end has taken it away
    fi
    [ "$port" = gone ] || stay
  done
}

plugin_name=${0##*/}
case $1 in
  --early=*)
    [ "$SLIPWAY_PLUGIN_PER_INSTANCE" ] || start_early "$1"
    exit
    ;;
esac
if [ -z "$SLIPWAY_PLUGIN_PER_INSTANCE" ]; then share "$@"; fi
alone "$@"
