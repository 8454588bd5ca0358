/** Whether it names one release, such as `1.33.0-do.1`, and not the newest of several. */
export function isRelease(version: string): boolean {
  return /-do\.\d+$/.test(version);
}

/** The newest of DigitalOcean's releases that a version such as `1.33` stands for; undefined where there is none. */
export function newestRelease(releases: readonly string[], version: string): string | undefined {
  return releases
    .filter((each) => each.startsWith(`${version}.`) || each.startsWith(`${version}-`))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .at(-1);
}
