import { z } from "zod";
import { StackContract } from "../../components/stacks/stack-contract";

/** What the platform team promises. Other teams get this file, in a package for example. */
export const platform = new StackContract("platform", {
  /** Where workloads run. */
  cluster: z.object({ engine: z.literal("docker"), host: z.string() }),
  /** Where images come from. */
  registry: z.object({ address: z.string(), password: z.string() }),
  /** What containers find each other on. */
  network: z.object({ name: z.string() }),
});
