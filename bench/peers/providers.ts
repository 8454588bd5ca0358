import { SlipwayPeer } from "./slipway";

/** This project again, with a provider instance for each container, as where each has a host of its own. */
export class ProvidersPeer extends SlipwayPeer {
  override readonly name = "providers";
  protected override readonly providerEach = true;
}
