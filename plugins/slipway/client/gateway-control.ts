import type { RouteFiles } from "../../../model/gateway-route";

/** What a route needs of a running gateway. */
export interface GatewayControl {
  /**
   * Takes a route in, or out where `files` is undefined, without dropping a request; returns when no old worker knows
   * the former route any more, or after `drainSeconds`.
   *
   * @returns whether requests that began under the former route were still under way at the end.
   * @throws one sentence, where the gateway is gone, isn't running, or HAProxy refuses the route; nothing is changed then.
   */
  apply(
    id: string,
    files: RouteFiles | undefined,
    drainSeconds: number,
  ): Promise<{ stillDraining: boolean }>;
  /** The route's `.cfg` as it stands in the gateway; undefined where the route or the whole gateway is gone. */
  read(id: string): Promise<string | undefined>;
  /** Lets load balancers that look at `path` be answered by its route; returns the status that answers now. */
  join(path: string): Promise<string>;
  /**
   * Answers 503 to load balancers that look at `path`, and serves on.
   *
   * @returns false where the gateway is gone or doesn't run.
   */
  leave(path: string): Promise<boolean>;
  /** False where the gateway was told to leave; undefined where it is gone. */
  isMember(path: string): Promise<boolean | undefined>;
  /** How many connections are open. */
  connections(): Promise<number>;
}
