import { checkObject, type FieldMistake } from "../../../model/manifests/check-object";
import { customKindsOf, type CustomKind } from "../../../model/manifests/custom-kinds";
import { isBuiltIn } from "../../../model/manifests/kubernetes-groups";
import { kindsOf } from "../../../model/manifests/openapi";
import { didYouMean } from "../../../model/nearest";
import type { ProviderFunction, Props } from "../../runtime/resource";
import { ApiClient } from "../client/kubernetes/api-client";
import { ApiUnreachable } from "../client/kubernetes/api-error";
import { ClusterSchemas } from "../client/kubernetes/cluster-schemas";
import {
  defaultKubeconfig,
  readKubeconfig,
  type ClusterAccess,
} from "../client/kubernetes/kubeconfig";

interface Args {
  /** Text or path. Defaults to where kubectl looks. */
  kubeconfig?: string;
  context?: string;
  objects: KubeObject[];
}

interface KubeObject {
  apiVersion: string;
  kind: string;
}

/** About one of the objects, by its number. */
type Told = FieldMistake & { object: number };

interface Result {
  mistakes: Told[];
  /** Of kinds that the cluster doesn't have yet, so that nothing of them was checked. */
  unchecked: Told[];
  /** Why nothing at all was. */
  unreachable?: string;
}

/** `slipway:kubernetes:checkObjects`: what the cluster's own schemas say of objects, of all at once. Changes nothing. */
export const checkObjects: ProviderFunction<unknown> = {
  async invoke({ args }) {
    const { kubeconfig, context, objects } = args as unknown as Args;
    let access: ClusterAccess;
    try {
      access = readKubeconfig(kubeconfig ?? defaultKubeconfig(), context);
    } catch (error) {
      return nothingChecked(error as Error);
    }
    const client = new ApiClient(access);
    try {
      const schemas = await ClusterSchemas.read(client);
      const custom = objects.flatMap(customKindsOf);
      const told = await Promise.all(objects.map((each) => check(each, schemas, custom)));
      const of = (list: keyof Checked) =>
        told.flatMap((each, object) => each[list].map((mistake) => ({ object, ...mistake })));
      return { mistakes: of("mistakes"), unchecked: of("unchecked") };
    } catch (error) {
      if (!(error instanceof ApiUnreachable)) throw error;
      return nothingChecked(error);
    } finally {
      client.close();
    }
  },
};

/** Why is told; what the objects themselves need the cluster for fails by itself. */
function nothingChecked({ message }: Error): Props {
  return { mistakes: [], unchecked: [], unreachable: message } satisfies Result;
}

interface Checked {
  mistakes: FieldMistake[];
  unchecked: FieldMistake[];
}

async function check(
  object: KubeObject,
  schemas: ClusterSchemas,
  custom: readonly CustomKind[],
): Promise<Checked> {
  const { apiVersion, kind } = object;
  const defined = custom.find((each) => each.kind === kind && each.apiVersion === apiVersion);
  if (defined !== undefined) {
    const { schema } = defined;
    const mistakes = checkObject(object, { document: {}, schema, discreet: false, custom: true });
    return { mistakes, unchecked: [] };
  }
  const document = await schemas.document(apiVersion);
  if (document === undefined)
    return absent(apiVersion, {
      keys: ["apiVersion"],
      problem: `the cluster has no ${apiVersion}${didYouMean(apiVersion, schemas.apiVersions)}`,
    });
  const kinds = kindsOf(document, apiVersion);
  const schema = kinds.get(kind);
  if (schema === undefined)
    return absent(apiVersion, {
      keys: ["kind"],
      problem: `${apiVersion} has no kind ${kind}${didYouMean(kind, kinds.keys())}`,
    });
  const discreet = apiVersion === "v1" && kind === "Secret";
  const builtIn = isBuiltIn(apiVersion);
  return {
    mistakes: checkObject(object, { document, schema, discreet, custom: !builtIn }),
    unchecked: [],
  };
}

/** Another part of the program may bring a kind that isn't Kubernetes' own in the same update. */
function absent(apiVersion: string, mistake: FieldMistake): Checked {
  return isBuiltIn(apiVersion)
    ? { mistakes: [mistake], unchecked: [] }
    : { mistakes: [], unchecked: [mistake] };
}
