import type { OpenApiDocument } from "../../../../model/manifests/openapi";
import type { ApiClient } from "./api-client";

/** By server and address; the address has a hash of what is there, so that it never changes. */
const documents = new Map<string, Promise<OpenApiDocument>>();

/** What a cluster's own API says of its kinds, by group and version. */
export class ClusterSchemas {
  private constructor(
    private readonly client: ApiClient,
    private readonly addresses: ReadonlyMap<string, string>,
  ) {}

  static async read(client: ApiClient): Promise<ClusterSchemas> {
    const { paths } = await client.call<{ paths: Record<string, { serverRelativeURL: string }> }>(
      "/openapi/v3",
    );
    const entries = Object.entries(paths).flatMap(([path, { serverRelativeURL }]) => {
      const apiVersion = /^(?:api|apis\/[^/]+)\/([^/]+)$/.test(path)
        ? path.replace(/^apis?\//, "")
        : undefined;
      return apiVersion === undefined ? [] : [[apiVersion, serverRelativeURL] as const];
    });
    return new ClusterSchemas(client, new Map(entries));
  }

  /** `v1`, `apps/v1`, … */
  get apiVersions(): string[] {
    return [...this.addresses.keys()];
  }

  /** Undefined where the cluster has no such group and version. */
  async document(apiVersion: string): Promise<OpenApiDocument | undefined> {
    const address = this.addresses.get(apiVersion);
    if (address === undefined) return undefined;
    const key = `${this.client.access.server}${address}`;
    let document = documents.get(key);
    if (document === undefined) {
      document = this.client.call<OpenApiDocument>(address);
      documents.set(key, document);
      document.catch(() => documents.delete(key));
    }
    return document;
  }
}
