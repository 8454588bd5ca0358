import type { Engine } from "../../client/engine";
import { isEngineError } from "../../client/engine-error";
import { isSame } from "../../diff/comparison";
import * as canonical from "./canonical";
import type { ContainerInputs, ContainerNetwork } from "./container-inputs";
import { endpoint } from "./container-spec";
import { isOwnStack } from "./found-networks";

/** Joins the new networks before it leaves old ones; a changed one is left and joined again. */
export async function rejoin(
  engine: Engine,
  id: string,
  before: Partial<ContainerInputs>,
  after: Partial<ContainerInputs>,
): Promise<void> {
  const old = networksOf(before);
  const now = networksOf(after);
  const same = (a: ContainerNetwork, b: ContainerNetwork) =>
    isSame(canonical.network(a), canonical.network(b));
  const joined = now.filter((each) => !old.some((one) => same(one, each)));
  const left = old.filter((each) => !now.some((one) => same(each, one)));
  const stays = ({ name }: ContainerNetwork) => now.some((each) => each.name === name);
  for (const network of left.filter(stays)) await leave(engine, network.name, id);
  for (const network of joined) await join(engine, network, id);
  for (const network of left.filter((each) => !stays(each))) await leave(engine, network.name, id);
}

/** Without any, Docker puts a container on the default bridge; a network's name as its mode joins that one. */
function networksOf(inputs: Partial<ContainerInputs>): readonly ContainerNetwork[] {
  const listed = inputs.networksAdvanced ?? [];
  const mode = inputs.networkMode || "default";
  if (mode === "bridge" || mode === "default")
    return listed.length > 0 ? listed : [{ name: "bridge" }];
  return isOwnStack(mode) || listed.some(({ name }) => name === mode)
    ? listed
    : [{ name: mode }, ...listed];
}

async function join(engine: Engine, network: ContainerNetwork, id: string): Promise<void> {
  try {
    await engine.connectNetwork(network.name, id, endpoint(network));
  } catch (error) {
    if (isEngineError(error, "notFound"))
      throw new Error(
        `the network ${network.name} does not exist on ${engine.where}; if it was removed by hand, run the update with --refresh`,
        { cause: error },
      );
    // It is in it already: an interrupted run got that far.
    if (!isEngineError(error, "forbidden") && !isEngineError(error, "conflict")) throw error;
  }
}

async function leave(engine: Engine, network: string, id: string): Promise<void> {
  try {
    await engine.disconnectNetwork(network, id);
  } catch (error) {
    // Left already, or the network is gone. The engine answers 500 for a container that isn't in the network.
    if (!isEngineError(error, "notFound") && !isEngineError(error, "server")) throw error;
  }
}
