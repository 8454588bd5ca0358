import * as pulumi from "@pulumi/pulumi";

/**
 * `T` with Pulumi inputs for the values at its leaves: lists and objects themselves are plain, so that their
 * keys can be checked at once. Not distributive: `Input<boolean>` stays one type.
 */
export type Inputs<T> = [T] extends [string | number | boolean]
  ? pulumi.Input<T>
  : T extends readonly (infer Item)[]
    ? Inputs<Item>[]
    : { [K in keyof T]: Inputs<Exclude<T[K], undefined>> };

/** True for what is only known after some resource is made. */
export function isDeferred(value: unknown): value is pulumi.Output<unknown> | Promise<unknown> {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/** `map` on a value now where it is plain, else as soon as it is known; undefined stays undefined. */
export function mapInput<T, U>(value: pulumi.Input<T>, map: (value: T) => U): pulumi.Input<U>;
export function mapInput<T, U>(
  value: pulumi.Input<T> | undefined,
  map: (value: T) => U,
): pulumi.Input<U> | undefined;
export function mapInput<T, U>(
  value: pulumi.Input<T> | undefined,
  map: (value: T) => U,
): pulumi.Input<U> | undefined {
  if (value === undefined) return undefined;
  if (isDeferred(value)) return pulumi.output(value).apply((known) => map(known as T));
  return map(value);
}
