/** Rules for paths of a compose file, as a tree that is walked beside the file's own. */
export interface PathRules<T> {
  rule?: T;
  readonly children: Map<string, PathRules<T>>;
}

/** The tree of a table whose keys are paths such as `services.*.ports`; `*` stands for any key. */
export function pathRules<T>(table: Readonly<Record<string, T>>): PathRules<T> {
  const root: PathRules<T> = { children: new Map() };
  for (const [path, rule] of Object.entries(table)) {
    let node = root;
    for (const key of path.split(".")) {
      let next = node.children.get(key);
      if (next === undefined) node.children.set(key, (next = { children: new Map() }));
      node = next;
    }
    node.rule = rule;
  }
  return root;
}

/** The rules for what is below `key`. */
export function below<T>(
  rules: PathRules<T> | undefined,
  key: string | number,
): PathRules<T> | undefined {
  return rules?.children.get(`${key}`) ?? rules?.children.get("*");
}
