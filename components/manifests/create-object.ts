import { createRequire } from "node:module";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import * as pulumi from "@pulumi/pulumi";
import { sdkModuleOf } from "../../model/manifests/kubernetes-groups";
import { withoutStacks } from "../quiet-stacks";

type ObjectClass = new (
  name: string,
  args: Record<string, unknown>,
  opts: pulumi.CustomResourceOptions,
) => pulumi.CustomResource;

const load = createRequire(__filename);

/** One object, as the official package's own class of its kind. */
export function createObject(
  name: string,
  args: Record<string, unknown>,
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
  const { apiVersion, kind } = args as { apiVersion: string; kind: string };
  const Class = classOf(apiVersion, kind);
  const given = apiVersion === "v1" && kind === "Secret" ? withSecretData(args) : args;
  return withoutStacks(() => new Class(name, given, opts));
}

/** A module is loaded when the first of its kinds is made: all of them take 400 ms. */
function classOf(apiVersion: string, kind: string): ObjectClass {
  const module = sdkModuleOf(apiVersion);
  if (module === undefined) return CustomResource as unknown as ObjectClass;
  try {
    const classes = load(`@pulumi/kubernetes/${module}`) as Record<string, ObjectClass>;
    if (Object.hasOwn(classes, kind)) return classes[kind]!;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
  }
  // A kind of a newer cluster than the package knows.
  return CustomResource as unknown as ObjectClass;
}

function withSecretData({ data, stringData, ...args }: Record<string, unknown>) {
  return {
    ...args,
    ...(data !== undefined && { data: pulumi.secret(data) }),
    ...(stringData !== undefined && { stringData: pulumi.secret(stringData) }),
  };
}
