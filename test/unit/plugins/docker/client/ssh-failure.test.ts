import { describe, expect, it } from "vitest";

import { sshFailure } from "../../../../../plugins/docker/client/ssh/ssh-failure";
import type { SshEndpoint } from "../../../../../plugins/docker/connection/endpoint";

const HOST: SshEndpoint = {
  kind: "ssh",
  user: "deploy",
  host: "web1",
  port: 2222,
  socketPath: "/var/run/docker.sock",
  options: [],
};
const CHANGED = [
  "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @",
  "The fingerprint for the ED25519 key sent by the remote host is",
  "SHA256:JagsuPBV4iZTZ3/v67StFV9Tz2e3NC2OXCZuKCfCb8U.",
  "Host key verification failed.",
].join("\r\n");

/** What ssh says, what it means, and what must stand in the sentence. */
const CASES = [
  [
    "Host key verification failed.",
    "denied",
    ["isn't known", "ssh -p 2222 deploy@web1", "hostKey"],
  ],
  [CHANGED, "denied", ["another host key", "SHA256:Jags", "ssh-keygen -R '[web1]:2222'"]],
  ["deploy@web1: Permission denied (publickey).", "denied", ["refuses user deploy", "ssh-add -l"]],
  [
    "Warning: Identity file /k not accessible: No such file or directory.\nDeploy@web1: Permission denied (publickey).",
    "denied",
    ["/k can't be read"],
  ],
  [
    "ssh: connect to host web1 port 2222: Connection refused",
    "unreachable",
    ["nothing listens for ssh"],
  ],
  ["ssh: connect to host web1 port 2222: Connection timed out", "unreachable", ["doesn't answer"]],
  ["ssh: connect to host web1 port 2222: No route to host", "unreachable", ["doesn't answer"]],
  [
    "ssh: Could not resolve hostname web1: Name or service not known",
    "unreachable",
    ["does not resolve"],
  ],
  ["Timeout, server web1 not responding.", "unreachable", ["was lost"]],
  ["Connection to web1 closed by remote host.", "unreachable", ["was lost"]],
  ["kex_exchange_identification: read: Connection reset by peer", "unreachable", ["MaxStartups"]],
  ["command-line: line 0: Bad configuration option: nonsense", "denied", ["(nonsense)", "sshOpts"]],
  ["something that nobody has seen", "unreachable", ["was lost", "`ssh -p 2222 deploy@web1`"]],
] as const;

describe("a failure of ssh", () => {
  it.each(CASES)("must be one sentence with host and mend: %s", (text, code, parts) => {
    const { code: got, message } = sshFailure(HOST, { text, exitCode: 255 });
    expect(got).toBe(code);
    for (const part of ["web1", ...parts]) expect(message).toContain(part);
    expect(message).not.toMatch(/[\r\n]|@@/);
  });

  it("must say that a pinned key is another", () => {
    const options = ["-o", "KnownHostsCommand=/usr/bin/printf x"];
    expect(sshFailure({ ...HOST, options }, { text: CHANGED, exitCode: 255 }).message).toContain(
      "than the pinned one",
    );
  });

  it("must say that ssh isn't installed", () => {
    expect(sshFailure(HOST, { text: "sh: 1: ssh: not found", exitCode: 127 }).message).toContain(
      "install the OpenSSH client",
    );
  });
});
