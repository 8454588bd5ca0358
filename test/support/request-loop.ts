import { Agent, get } from "node:http";

export interface LoopResult {
  requests: number;
  /** What failed, each with how often: status codes, socket errors. Empty: not one failure. */
  failures: Record<string, number>;
  /** The first of them: after how many milliseconds, and what came. */
  examples: string[];
  /** Different bodies that came, each with how often. */
  bodies: Map<string, number>;
}

/**
 * Asks a URL over and over until stopped: with kept-alive connections, with a new connection each time, and with
 * kept-alive ones that rest in between. Bounded to 10 minutes and, with the pauses it has by itself, to about 800 requests a
 * second.
 */
export class RequestLoop {
  private readonly result: LoopResult = {
    requests: 0,
    failures: {},
    examples: [],
    bodies: new Map(),
  };
  private readonly from = Date.now();
  private readonly until = Date.now() + 600_000;
  private stopped = false;
  private readonly clients: Promise<void>[];

  constructor(
    private readonly url: string,
    private readonly headers: Record<string, string> = {},
    pausesMs: readonly [number, number] = [5, 11],
  ) {
    const keepAlive = () => new Agent({ keepAlive: true, maxSockets: 1 });
    this.clients = [
      ...pausesMs.map((pause) => this.client(keepAlive(), pause)),
      ...pausesMs.map((pause) => this.client(false, pause)),
      this.client(keepAlive(), 700),
    ];
  }

  /** Lets what is under way finish. */
  async stop(): Promise<LoopResult> {
    this.stopped = true;
    await Promise.all(this.clients);
    return this.result;
  }

  private async client(agent: Agent | false, pauseMs: number): Promise<void> {
    while (!this.stopped && Date.now() < this.until) {
      const problem = await this.request(agent);
      this.result.requests++;
      if (problem !== undefined)
        this.result.failures[problem] = (this.result.failures[problem] ?? 0) + 1;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    if (agent) agent.destroy();
  }

  /** How many requests are under way at a time, at most. */
  get atOnce(): number {
    return this.clients.length;
  }

  /** How much failed so far. */
  get failed(): number {
    return Object.values(this.result.failures).reduce((sum, count) => sum + count, 0);
  }

  private example(what: object): void {
    if (this.result.examples.length < 50)
      this.result.examples.push(`${Date.now() - this.from} ms: ${JSON.stringify(what)}`);
  }

  private request(agent: Agent | false): Promise<string | undefined> {
    return new Promise((resolve) => {
      const request = get(
        this.url,
        { agent, headers: this.headers, timeout: 15_000 },
        (response) => {
          let body = "";
          response.setEncoding("utf8").on("data", (text: string) => (body += text));
          response.on("error", (error) => resolve(`body: ${error.message}`));
          response.on("end", () => {
            this.result.bodies.set(body, (this.result.bodies.get(body) ?? 0) + 1);
            const { statusCode, headers } = response;
            if (statusCode !== 200) this.example({ statusCode, headers, body });
            resolve(statusCode === 200 ? undefined : `status ${statusCode}`);
          });
        },
      );
      request.on("timeout", () => request.destroy(new Error("no answer in 15 s")));
      request.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  }
}
