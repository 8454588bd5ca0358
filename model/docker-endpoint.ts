import { show } from "./mistakes";

/** What is wrong with the address of a Docker engine, or undefined. */
export function checkDockerEndpoint(endpoint: unknown): string | undefined {
  if (typeof endpoint === "string") {
    if (/^unix:\/\/\/./.test(endpoint) || /^npipe:\/\/\/\/./.test(endpoint)) return undefined;
    if (/^(tcp|http|https|ssh|fd):\/\//.test(endpoint)) {
      const scheme = endpoint.slice(0, endpoint.indexOf(":"));
      return (
        `this version only reaches engines by a local socket (unix:///var/run/docker.sock), not by ${scheme}; ` +
        "run the program on that machine, or forward its socket with " +
        "ssh -L /tmp/docker.sock:/var/run/docker.sock and name unix:///tmp/docker.sock"
      );
    }
  }
  return `expected an address such as unix:///var/run/docker.sock, got ${show(endpoint)}`;
}
