import { endpointUrl, type SshEndpoint } from "../../connection/endpoint";
import { EngineError, type EngineErrorCode } from "../engine-error";
import { CONNECT_SECONDS } from "./ssh-arguments";

/** What ssh has said so far, and how it ended; undefined while it runs. */
export interface SshOutcome {
  /** Standard error. Only looked at, never shown: it is ssh's for people at a terminal. */
  text: string;
  exitCode?: number | undefined;
}

interface Told {
  code: EngineErrorCode;
  sentence: string;
}

/** ssh has ended: why, in one sentence. ssh tells its failures by text alone; its exit code is always 255. */
export function sshFailure(endpoint: SshEndpoint, outcome: SshOutcome): EngineError {
  const { code, sentence } = tell(endpoint, outcome);
  return new EngineError(code, sentence);
}

/** True where the host didn't let a connection through to the engine's socket. */
export function isChannelRefused({ text }: SshOutcome): boolean {
  return /^channel \d+: open failed: /m.test(text);
}

function tell(endpoint: SshEndpoint, { text, exitCode }: SshOutcome): Told {
  const { where, user, target, known } = words(endpoint);
  const unreachable = (sentence: string): Told => ({ code: "unreachable", sentence });
  const denied = (sentence: string): Told => ({ code: "denied", sentence });
  const pinned = endpoint.options.some((each) => /^(-o)?\s*KnownHostsCommand[ =]/i.test(each));

  if (exitCode === 127)
    return denied(
      `${where} needs the command \`ssh\`, which isn't installed here: install the OpenSSH client (Debian: \`apt-get install openssh-client\`)`,
    );
  const option = /Bad configuration option: (\S+)|command-line line \d+: (.*)/i.exec(text);
  if (option)
    return denied(
      `ssh doesn't take an option of \`sshOpts\` for ${where} (${option[1] ?? option[2]}): correct it, or use a newer OpenSSH`,
    );
  if (/^(unknown option|usage: ssh)/m.test(text))
    return denied(`ssh doesn't take the \`sshOpts\` for ${where}: give it options of ssh(1) only`);
  if (/HOST IDENTIFICATION HAS CHANGED|POSSIBLE DNS SPOOFING/.test(text)) {
    const print = /\bSHA256:[A-Za-z0-9+/=]+/.exec(text)?.[0];
    const shows = `${where} shows another host key than ${pinned ? "the pinned one" : "the known one"}${print === undefined ? "" : ` (${print})`}`;
    return denied(
      pinned
        ? `${shows}: if the host was set up anew, pin its new key; else somebody may be between you and it`
        : `${shows}: if the host was set up anew, forget the old key with \`ssh-keygen -R ${known}\`, else somebody may be between you and it`,
    );
  }
  if (/REVOKED HOST KEY/.test(text))
    return denied(
      `the host key of ${where} is marked as revoked in known_hosts: give the host a new key`,
    );
  if (/Host key verification failed|No matching host key/i.test(text))
    return denied(
      `the host key of ${where} isn't known: connect once with \`${target}\` and compare the key, or pin it (\`hostKey\` of DockerHost, or \`sshOpts\`)`,
    );
  const protectedKey = /Permissions \d+ for '([^']*)' are too open/.exec(text)?.[1];
  if (/Permission denied|Too many authentication failures/.test(text)) {
    const missing = /Identity file (\S+) not accessible/.exec(text)?.[1];
    const hint =
      protectedKey !== undefined
        ? `the key file ${protectedKey} is readable by others, so ssh ignores it: \`chmod 600\` it`
        : missing !== undefined
          ? `the key file ${missing} can't be read: correct \`-i\` in \`sshOpts\``
          : "add its public key to authorized_keys there, and see that the key is in the agent (`ssh-add -l`), in ~/.ssh or given by `-i` in `sshOpts`";
    const name = /^(\S+)@\S+: Permission denied/m.exec(text)?.[1];
    return denied(`${where} refuses ${name === undefined ? user : `user ${name}`}: ${hint}`);
  }
  // Of a connection that stood: no sign of life, or the server's end.
  if (/Timeout, server .* not responding|client_loop: |closed by remote host/.test(text))
    return unreachable(lostSentence(where));
  if (/Could not resolve hostname/.test(text))
    return unreachable(`the name of ${where} does not resolve: correct the provider's \`host\``);
  if (/Connection refused/.test(text))
    return unreachable(
      `nothing listens for ssh on ${where}: start sshd there, or correct the host or its port`,
    );
  if (/timed out|No route to host|Network is unreachable|Host is down/i.test(text))
    return unreachable(
      `${where} doesn't answer (${CONNECT_SECONDS} s): check that the host is up and that a firewall lets ssh through`,
    );
  if (/kex_exchange_identification|Connection (closed|reset)|banner exchange/.test(text))
    return unreachable(
      `the ssh server of ${where} closed the connection: see its log; it may be starting, full (MaxStartups) or not be sshd`,
    );
  return unreachable(`${lostSentence(where)}; if it happens again, see what \`${target}\` says`);
}

function lostSentence(where: string): string {
  return `the ssh connection to ${where} was lost: run it again when the host is back`;
}

function words(endpoint: SshEndpoint) {
  const { user, host, port } = endpoint;
  const bracketed = port === undefined || port === 22 ? host : `'[${host}]:${port}'`;
  return {
    where: endpointUrl(endpoint),
    user: user === undefined ? "the user that ssh chose" : `user ${user}`,
    known: bracketed,
    target: `ssh ${port === undefined ? "" : `-p ${port} `}${user === undefined ? "" : `${user}@`}${host}`,
  };
}
