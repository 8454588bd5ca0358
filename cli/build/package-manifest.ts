/** What is read of a package.json. */
export interface Manifest {
  version: string;
  description: string;
  license: string;
  engines: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

/** What the components need where they are installed; the plugins are bundled. */
const DEPENDENCIES = [
  "@balena/dockerignore",
  "@pulumi/digitalocean",
  "@pulumi/docker",
  "@pulumi/kubernetes",
  "ajv",
  "liquidjs",
  "yaml",
];

/** The package.json of the package, from the checkout's. */
export function packageManifest(checkout: Manifest): Record<string, unknown> {
  const { version, description, license, engines, dependencies, devDependencies } = checkout;
  const range = (name: string, all: Record<string, string>) => {
    const pinned = all[name];
    if (pinned === undefined) throw new Error(`${name} isn't among the checkout's dependencies`);
    return [name, `^${pinned}`] as const;
  };
  return {
    name: "slipway",
    version,
    description,
    license,
    engines,
    type: "commonjs",
    exports: {
      "./*": { types: "./components/*.d.ts", default: "./components/*.js" },
      "./package.json": "./package.json",
    },
    // For moduleResolution "node", which knows no exports.
    typesVersions: { "*": { "*": ["components/*"] } },
    dependencies: Object.fromEntries([
      ...DEPENDENCIES.map((name) => range(name, dependencies)),
      // By it the SDK reads what apps/ offers to other languages.
      range("typescript", devDependencies),
    ]),
    // The program's own, so that there is one of it.
    peerDependencies: Object.fromEntries([range("@pulumi/pulumi", dependencies)]),
  };
}
