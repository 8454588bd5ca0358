import type * as pulumi from "@pulumi/pulumi";

/**
 * The last word on a child, for what a component has no argument for. Change `args` and `opts` as you like, or
 * return new arguments. `index` counts the children of that kind from 0.
 */
export type Transform<Args> = (
  args: Args,
  opts: pulumi.CustomResourceOptions,
  index: number,
) => Args | void;

/** The child's arguments after the user's transform, if there is one. `opts` is changed in place. */
export function transformed<Args>(
  transform: Transform<Args> | undefined,
  args: Args,
  opts: pulumi.CustomResourceOptions,
  index = 0,
): Args {
  return transform?.(args, opts, index) ?? args;
}
