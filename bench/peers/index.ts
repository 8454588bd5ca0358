import { AnsiblePeer } from "./ansible";
import { ApiPeer } from "./api";
import { CliPeer } from "./cli";
import { ComposePeer } from "./compose";
import { ComposeAppPeer } from "./compose-app";
import { Compose1Peer } from "./compose1";
import type { Peer } from "./peer";
import { PlainSdkPeer } from "./plain-sdk";
import { ProvidersPeer } from "./providers";
import { SaltPeer } from "./salt";
import { SlipwayPeer } from "./slipway";
import { TerraformPeer } from "./terraform";

/** Name of the peer that the others are compared with: this project. */
export const OURS = "slipway";

/** Every peer by name, in the order in which tables show them. */
export const PEERS: Readonly<Record<string, () => Peer>> = Object.freeze({
  [OURS]: () => new SlipwayPeer(),
  "plain-sdk": () => new PlainSdkPeer(),
  providers: () => new ProvidersPeer(),
  api: () => new ApiPeer(),
  cli: () => new CliPeer(),
  compose: () => new ComposePeer(),
  compose1: () => new Compose1Peer(),
  terraform: () => new TerraformPeer(),
  ansible: () => new AnsiblePeer(),
  salt: () => new SaltPeer(),
});

/** The ways to bring up the work as a compose file: `--compose`. */
export const COMPOSE_PEERS: Readonly<Record<string, () => Peer>> = Object.freeze({
  [OURS]: () => new ComposeAppPeer(),
  compose: () => new ComposePeer(),
  api: () => new ApiPeer(),
});
