import type { Hand, Trial } from "../trial";

/** What Swarm tells of a secret or a config. */
export interface FoundSwarmFile {
  Version: { Index: number };
  Spec: { Name: string; Labels: Record<string, string>; Data?: string };
}

export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

interface Handle {
  inspect(): Promise<unknown>;
  update(options: object): Promise<unknown>;
}

/** @param handle of dockerode on the one that was made. */
export function labelTrial(handle: (hand: Hand) => Handle): Trial<FoundSwarmFile> {
  return {
    base: [
      { label: "b", value: "2" },
      { label: "a", value: "1" },
    ],
    alike: [
      [
        { label: "a", value: "1" },
        { label: "b", value: "2" },
      ],
    ],
    changed: [{ label: "a", value: "3" }],
    inDocker: {
      of: ({ Spec: { Labels } }) => [Labels["a"], Labels["b"]],
      base: ["1", "2"],
      changed: ["3", undefined],
      without: [undefined, undefined],
    },
    byHand: async (hand) => {
      const { Version, Spec } = (await handle(hand).inspect()) as FoundSwarmFile;
      const labels = { ...Spec.Labels, a: "by hand" };
      await handle(hand).update({ version: Version.Index, ...Spec, Labels: labels });
    },
  };
}
