import { show } from "./mistakes";

/** Where a Docker engine is, as `DOCKER_HOST` spells it. */
export type DockerAddress =
  /** A Unix socket, or a named pipe of Windows (`//./pipe/docker_engine`). */
  | { kind: "unix"; socketPath: string }
  /** `secure` where the scheme itself asks for TLS. */
  | { kind: "tcp"; host: string; port?: number; secure: boolean }
  | { kind: "ssh"; user?: string; host: string; port?: number; socketPath: string };

export const DEFAULT_SOCKET = "/var/run/docker.sock";

const EXPECTED =
  "expected an address such as unix:///var/run/docker.sock, tcp://10.0.0.5:2376 or ssh://deploy@10.0.0.5";

/** The address, or what is wrong with it. */
export function parseDockerAddress(text: unknown): DockerAddress | { problem: string } {
  const scheme = typeof text === "string" ? /^([a-z]+):\/\//.exec(text)?.[1] : undefined;
  if (typeof text !== "string" || scheme === undefined)
    return { problem: `${EXPECTED}, got ${show(text)}` };
  switch (scheme) {
    case "unix":
    case "npipe":
      return socketAddress(scheme, text.slice(`${scheme}://`.length));
    case "tcp":
    case "http":
    case "https":
      return tcpAddress(scheme, text);
    case "ssh":
      return sshAddress(text);
    default:
      return { problem: `${EXPECTED}, got ${show(text)}` };
  }
}

/** What is wrong with the address of a Docker engine, or undefined. */
export function checkDockerEndpoint(endpoint: unknown): string | undefined {
  const address = parseDockerAddress(endpoint);
  return "problem" in address ? address.problem : undefined;
}

function socketAddress(scheme: string, path: string): DockerAddress | { problem: string } {
  if (scheme === "npipe" ? path.startsWith("//./") : /^\/./.test(path))
    return { kind: "unix", socketPath: path };
  return {
    problem: `expected ${scheme}:// and the absolute path of a socket, such as unix://${DEFAULT_SOCKET}, got ${show(`${scheme}://${path}`)}`,
  };
}

function tcpAddress(scheme: string, text: string): DockerAddress | { problem: string } {
  const url = parsed(text, scheme);
  const port = url === undefined ? undefined : portOf(text, url);
  if (url === undefined || url.username !== "" || !/^\/?$/.test(url.pathname))
    return { problem: `expected ${scheme}://host:port, got ${show(withoutPassword(text))}` };
  return {
    kind: "tcp",
    host: withoutBrackets(url.hostname),
    ...(port !== undefined && { port }),
    secure: scheme === "https",
  };
}

function sshAddress(text: string): DockerAddress | { problem: string } {
  const shown = show(withoutPassword(text));
  const expected = `expected ssh://user@host, ssh://user@host:port or ssh://user@host/path/of/docker.sock, got ${shown}`;
  const url = parsed(text, "ssh");
  if (url === undefined) return { problem: expected };
  if (url.password !== "")
    return {
      problem: `${shown} holds a password, which ssh doesn't take from an address: use a key, or an agent`,
    };
  const host = withoutBrackets(url.hostname);
  const user = decoded(url.username);
  // ssh would take a leading "-" for an option; a colon ends the path in a forwarding.
  if (/^-/.test(host) || user === undefined || /^-|[\s@]/.test(user)) return { problem: expected };
  const path = decoded(url.pathname);
  if (path === undefined || /[\s:]/.test(path)) return { problem: expected };
  const port = portOf(text, url);
  return {
    kind: "ssh",
    ...(user !== "" && { user }),
    host,
    ...(port !== undefined && { port }),
    socketPath: path === "" || path === "/" ? DEFAULT_SOCKET : path,
  };
}

/** WHATWG URLs take a host apart only for schemes they know: `http` stands in. */
function parsed(text: string, scheme: string): URL | undefined {
  try {
    const url = new URL(`http${text.slice(scheme.length)}`);
    return url.search === "" && url.hash === "" ? url : undefined;
  } catch {
    return undefined;
  }
}

/** `http` has 80 for its default and drops it. */
function portOf(text: string, url: URL): number | undefined {
  if (url.port !== "") return Number(url.port);
  return /^[a-z]+:\/\/[^/]*:80(\/|$)/.test(text) ? 80 : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, "");
}

function withoutPassword(text: string): string {
  return text.replace(/^([a-z]+:\/\/[^/@:]*):[^/@]*@/, "$1:…@");
}
