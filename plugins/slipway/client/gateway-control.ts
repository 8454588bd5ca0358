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
}
