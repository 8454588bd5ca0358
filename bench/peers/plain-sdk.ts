import { join } from "node:path";
import { SlipwayPeer } from "./slipway";

/** The same program, engine and plugin without what toolchain/fast-start.cjs does: the SDK and its TypeScript as they are. */
export class PlainSdkPeer extends SlipwayPeer {
  override readonly name = "plain-sdk";
  protected override readonly program = join(this.root, "bench/program-plain");
}
