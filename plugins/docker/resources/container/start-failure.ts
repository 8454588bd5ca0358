import { isEngineError } from "../../client/engine-error";

/**
 * One sentence for a container that couldn't be created or started. Docker answers 500 (or 400) for all of these,
 * so its text is the only way to tell them apart; what isn't recognised goes through as it is.
 */
export function startFailure(error: unknown, name: string): unknown {
  if (!isEngineError(error)) return error;
  if (["unreachable", "denied", "aborted"].includes(error.code)) return error;
  const text = error.message;
  const fail = (sentence: string) =>
    new Error(`container "${name}": ${sentence}`, { cause: error });
  const port =
    /Bind for [^\s]*?:(\d+) failed/.exec(text)?.[1] ??
    /listen (?:tcp|udp)\d? [^\s]*?:(\d+): bind: address already in use/.exec(text)?.[1] ??
    /exposing port (?:TCP|UDP) [^\s]*?:(\d+) ->/.exec(text)?.[1];
  if (port !== undefined)
    return fail(
      `port ${port} of the host is already taken: stop what uses it (\`ss -ltnp 'sport = :${port}'\` shows it) or choose another external port`,
    );
  if (/no space left on device/.test(text))
    return fail("the disk of the Docker host is full (no space left on device): free some space");
  const missing =
    /exec: "([^"]*)": (executable file not found in \$PATH|.*no such file or directory)/.exec(text);
  if (missing) return fail(`its command can't run: "${missing[1]}" is not in the image`);
  const denied = /exec: "([^"]*)": .*permission denied/.exec(text);
  if (denied) return fail(`its command can't run: "${denied[1]}" is not executable`);
  const network = /network (\S+) not found/.exec(text);
  if (network)
    return fail(
      `the network ${network[1]} does not exist; if it was removed by hand, run the update with --refresh`,
    );
  const mount = /bind source path does not exist: (\S+)/.exec(text);
  if (mount) return fail(`the host path ${mount[1]} does not exist on the Docker host`);
  return fail(
    text.replace(/^driver failed programming external connectivity on endpoint \S+ \(\w+\): /, ""),
  );
}
