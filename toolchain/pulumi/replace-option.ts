/** What the arguments of a Pulumi command name after `--replace` or `--target-replace`. */
export function replaceOptions(args: readonly string[]): string[] {
  const found: string[] = [];
  for (const [index, arg] of args.entries()) {
    if (arg === "--") break;
    const [, value] = /^--(?:target-)?replace=(.*)$/s.exec(arg) ?? [];
    if (value !== undefined) found.push(value);
    const next = args[index + 1];
    if (/^--(target-)?replace$/.test(arg) && next !== undefined) found.push(next);
  }
  return found;
}
