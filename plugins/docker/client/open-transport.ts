import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { endpointUrl, type Endpoint } from "../connection/endpoint";
import { negotiateApi } from "./api-version";
import { CallsUnderWay } from "./calls-under-way";
import { EngineError, isEngineError } from "./engine-error";
import type { EngineRequest, EngineTransport, RawTransport } from "./engine-request";
import { Reachability } from "./reachability";
import { readAll } from "./read-all";
import { mayRepeat } from "./repeatable";
import { SshTunnel } from "./ssh/ssh-tunnel";
import type { Tunnel } from "./ssh/tunnel";
import { tlsFailure } from "./tls-failure";

/** Milliseconds for what an engine answers from memory. */
const QUICK_CALL = 60_000;
const PING = 15_000;
/** Seconds for a removal: there may be much on the disk. */
const REMOVAL = 600;
const NONE = { seconds: Infinity, what: "" };
/** How often a call that is safe to repeat is sent, at most, and the pause in milliseconds before the second time. */
const TRIES = 3;
const PAUSE = 100;

/** The connection to an ssh host, not opened yet; undefined for other endpoints. */
export function tunnelTo(endpoint: Endpoint): Tunnel | undefined {
  return endpoint.kind === "ssh" ? new SshTunnel(endpoint) : undefined;
}

/**
 * A way to the engine at an endpoint. Connects at the first call; finds out then, in one round trip, which version of
 * the API to speak. A connection that was lost is made again by the next call.
 *
 * @param tunnel of an ssh host, for who runs commands over it as well; closed with the transport.
 */
export function openTransport(endpoint: Endpoint, tunnel = tunnelTo(endpoint)): EngineTransport {
  const where = endpointUrl(endpoint);
  let loading: Promise<RawTransport> | undefined;
  const raw = () =>
    (loading ??= import("./dockerode-transport.js").then(({ dockerodeTransport }) =>
      dockerodeTransport(endpoint.kind === "ssh" ? tunnel! : endpoint, where),
    ));
  const underWay = new CallsUnderWay(ping);
  const reachability = new Reachability(async () => {
    await tunnel?.open();
    try {
      return negotiateApi(await ping(), where);
    } catch (error) {
      throw isEngineError(error) && error.status !== undefined ? noEngine(error.status) : error;
    }
  });

  /** Resolves with the newest version of the API that the engine speaks. */
  async function ping(): Promise<string | undefined> {
    const { headers } = await within(PING, undefined, async (signal) => {
      const response = await (await raw()).stream({ method: "GET", path: "/_ping", signal });
      await readAll(response, where);
      return response;
    }).catch(explained);
    return headers["api-version"] as string | undefined;
  }

  /** Every engine answers a ping; a server that is asked in the clear for TLS says 400. */
  function noEngine(status: number): EngineError {
    return new EngineError(
      "unsupported",
      status === 400 && endpoint.kind === "tcp" && !endpoint.tls
        ? `what listens on ${where} wants TLS: give certificates (\`certPath\`, or \`caMaterial\`, \`certMaterial\` and \`keyMaterial\`)`
        : `what answers at ${where} is no Docker engine (HTTP status ${status}): correct the provider's \`host\``,
    );
  }

  async function within<T>(
    milliseconds: number,
    outer: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const deadline = AbortSignal.timeout(milliseconds);
    try {
      return await work(outer ? AbortSignal.any([outer, deadline]) : deadline);
    } catch (error) {
      if (!deadline.aborted || outer?.aborted) throw error;
      throw new EngineError(
        "unreachable",
        `Docker at ${where} doesn't answer (${milliseconds / 1000} s): the engine hangs, or its host is overloaded; see its log`,
        { cause: error },
      );
    }
  }

  /** ssh and TLS know more of a connection that broke than its socket. */
  async function explained(error: unknown): Promise<never> {
    if (!isEngineError(error, "unreachable")) throw error;
    if (endpoint.kind === "tcp" && endpoint.tls)
      throw tlsFailure(error, endpoint.tls, where) ?? error;
    const told = await tunnel?.explain();
    throw told ? new EngineError(told.code, told.message, { cause: error.cause }) : error;
  }

  async function send<T>(
    request: EngineRequest,
    work: (versionedPath: string) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const version = await reachability.ready();
      try {
        return await work(`/v${version}${request.path}`).catch(explained);
      } catch (error) {
        if (!isEngineError(error, "unreachable")) throw error;
        reachability.lost();
        if (attempt === TRIES || !mayRepeat(request, error)) throw error;
        await sleep(PAUSE * attempt);
      }
    }
  }

  /** A call that the engine never ends, though it answers others. */
  async function finished<T extends Readable>(
    { method, path, deadline, signal }: EngineRequest,
    ask: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { seconds, what } =
      deadline ?? (method === "DELETE" ? { seconds: REMOVAL, what: `remove ${path}` } : NONE);
    if (seconds === Infinity) return await underWay.start(signal, ask);
    const late = AbortSignal.timeout(seconds * 1000);
    try {
      return await underWay.start(signal ? AbortSignal.any([signal, late]) : late, ask);
    } catch (error) {
      if (!late.aborted || signal?.aborted) throw error;
      throw new EngineError(
        "aborted",
        `Docker at ${where} didn't ${what} within ${seconds} s, and didn't say why: what runs its containers hangs; see its log, restart it, and run the update again`,
        { cause: error },
      );
    }
  }

  const stream = <T extends Readable>(
    request: EngineRequest,
    open: (request: EngineRequest) => Promise<T>,
  ) =>
    send(request, (path) =>
      underWay.start(request.signal, (signal) => open({ ...request, path, signal })),
    );

  return {
    where,
    apiVersion: () => reachability.ready(),
    call: <T>(request: EngineRequest) =>
      send(request, async (path) => {
        // The body is read here: docker-modem waits for ever for the rest of one whose connection broke off.
        const ask = async (signal: AbortSignal) =>
          (await raw()).stream({ ...request, path, signal });
        const body =
          request.method === "GET"
            ? await within(QUICK_CALL, request.signal, async (signal) =>
                readAll(await ask(signal), where),
              )
            : await readAll(await finished(request, ask), where);
        return (body.length === 0 ? undefined : JSON.parse(body.toString("utf8"))) as T;
      }),
    stream: (request) => stream(request, async (versioned) => (await raw()).stream(versioned)),
    upgrade: (request) =>
      stream(request, async (versioned) =>
        (await raw()).upgrade({ ...versioned, headers: request.headers }),
      ),
    close: () => {
      underWay.stop();
      void loading?.then((opened) => opened.close());
      tunnel?.close();
    },
  };
}
