import tseslint from "typescript-eslint";

/** `files` may not import what matches `patterns`; `why` is what the reader is told. */
function layer(files, patterns, why, exceptions = []) {
  return {
    files,
    ignores: exceptions,
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            ...patterns.map((regex) => ({ regex, message: why })),
            { regex: "^dockerode$", message: "Only plugins/docker/client imports dockerode." },
          ],
        },
      ],
    },
  };
}

/** A relative import that leads into one of these top-level folders. */
const into = (...folders) => `^(\\.\\./)+(${folders.join("|")})(/|$)`;

export default tseslint.config(
  { ignores: ["node_modules/", ".slipway/", "dist/", "coverage/", "**/*.d.cts"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", caughtErrors: "none" },
      ],
      // Resources and services are objects of functions that use no `this`, handed on by name.
      "@typescript-eslint/unbound-method": "off",
      // async functions that implement an interface need no await of their own.
      "@typescript-eslint/require-await": "off",
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  // One way: config → model → components → index.ts; plugins stand on model/ alone.
  layer(["**/*.ts"], [], "", ["plugins/docker/client/**", "test/**", "bench/**", "lab/**"]),
  layer(
    ["model/**/*.ts"],
    [
      "^@pulumi/",
      // Hashing and path arithmetic are pure.
      "^node:(?!(crypto|path)(/posix)?$)",
      into("config", "components", "plugins", "cli", "toolchain", "lab", "bench", "test", "index"),
    ],
    "model/ is plain data and pure functions: it imports nothing but model/.",
  ),
  layer(
    ["config/**/*.ts"],
    [into("components", "plugins", "cli", "toolchain", "lab", "bench", "test", "index")],
    "config/ imports only model/ and @pulumi/pulumi.",
  ),
  layer(
    ["components/**/*.ts"],
    [
      into("config", "cli", "toolchain", "lab", "bench", "test", "index"),
      into("plugins/(?!slipway/sdk)[^/]+"),
    ],
    "components/ imports only @pulumi/*, model/ and plugins/slipway/sdk.",
  ),
  layer(
    ["plugins/runtime/**/*.ts"],
    [
      into(
        "config",
        "components",
        "cli",
        "toolchain",
        "lab",
        "bench",
        "test",
        "index",
        "docker",
        "slipway",
      ),
    ],
    "plugins/runtime imports only model/ and its own folder.",
  ),
  layer(
    ["plugins/docker/**/*.ts"],
    [into("config", "components", "cli", "toolchain", "lab", "bench", "test", "index", "slipway")],
    "plugins/docker imports only model/, plugins/runtime and its own folder.",
    ["plugins/docker/client/**"],
  ),
  {
    files: ["plugins/docker/client/**/*.ts"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: into(
                "config",
                "components",
                "cli",
                "toolchain",
                "lab",
                "bench",
                "test",
                "index",
                "slipway",
              ),
              message: "plugins/docker imports only model/, plugins/runtime and its own folder.",
            },
          ],
        },
      ],
    },
  },
  layer(
    ["plugins/slipway/**/*.ts"],
    [
      into("config", "components", "cli", "toolchain", "lab", "bench", "test", "index"),
      into("docker/(?!client|connection|check|diff)[^/]+"),
    ],
    "plugins/slipway imports only model/, plugins/runtime, plugins/docker's client, connection, check and diff, and its own folder.",
  ),
  {
    files: ["test/**/*.ts"],
    rules: {
      // A test may look into any JSON that a tool prints.
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
);
