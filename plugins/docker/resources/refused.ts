import type { Resource } from "../../runtime/resource";

/** A type of @pulumi/docker that this plugin doesn't do; said by name before anything is created. */
export function refusedResource(type: string, way: string): Resource<unknown> {
  const sentence = `${type} is not supported by this docker plugin yet: ${way}`;
  const refuse = () => Promise.reject(new Error(sentence));
  return {
    check: (call) => ({ inputs: call.inputs, failures: [{ property: "", reason: sentence }] }),
    diff: () => ({ changes: [] }),
    create: refuse,
    read: refuse,
    delete: refuse,
  };
}
