/** Loads the TypeScript file `entry` (relative to the checkout) as a cached bundle. */
declare function loadBundle(entry: string): unknown;
declare namespace loadBundle {
  /** Path of the up-to-date bundle of the TypeScript file `entry`. */
  function bundle(entry: string): string;
}
export = loadBundle;
