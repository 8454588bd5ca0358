import { setTimeout as sleep } from "node:timers/promises";

export interface Answers {
  requests: number;
  /** Requests that none of the addresses answered, with when they began. */
  unanswered: string[];
}

/** Asks a service again and again, at one address after the other, as a load balancer before it would. */
export class Answering {
  private readonly result: Answers = { requests: 0, unanswered: [] };
  private stopped = false;
  private readonly asking: Promise<void>;

  /** @param addresses `10.0.0.1:80`; asked for before each request. */
  constructor(private readonly addresses: () => readonly string[]) {
    this.asking = this.ask();
  }

  async stop(): Promise<Answers> {
    this.stopped = true;
    await this.asking;
    return this.result;
  }

  private async ask(): Promise<void> {
    for (let turn = 0; !this.stopped; turn++) {
      const addresses = this.addresses();
      const began = new Date().toISOString();
      this.result.requests++;
      let answered = false;
      for (let index = 0; index < addresses.length && !answered; index++)
        answered = await answers(addresses[(turn + index) % addresses.length]!);
      if (!answered) this.result.unanswered.push(began);
      await sleep(100);
    }
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    const response = await fetch(`http://${address}/`, { signal: AbortSignal.timeout(1000) });
    return response.ok && (await response.text()) !== "";
  } catch {
    return false;
  }
}
