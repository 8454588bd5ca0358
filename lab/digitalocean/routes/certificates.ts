import { z } from "zod";

import { certificateObject } from "../certificates";
import { created, NO_CONTENT, ok } from "../http/answer";
import { listed } from "../http/paging";
import { bodyOf, type Routes } from "../http/routes";
import type { World } from "../world";

const name = z.string().min(1);
const custom = z.object({
  name,
  type: z.literal("custom").optional(),
  private_key: z.string(),
  leaf_certificate: z.string(),
  certificate_chain: z.string().nullish(),
});
const letsEncrypt = z.object({
  name,
  type: z.literal("lets_encrypt"),
  dns_names: z.array(z.string().min(1)).min(1),
});

export function certificateRoutes({ certificates }: World): Routes {
  return {
    "GET /v2/certificates": (call) => {
      const wanted = call.query.get("name");
      const found = certificates.all().filter((each) => wanted === null || each.name === wanted);
      return listed(call, "certificates", found.map(certificateObject));
    },
    "POST /v2/certificates": (call) => {
      if ((call.body as { type?: unknown } | undefined)?.type === "lets_encrypt") {
        const { name, dns_names } = bodyOf(letsEncrypt, call);
        return created({ certificate: certificateObject(certificates.issue(name, dns_names)) });
      }
      const wanted = bodyOf(custom, call);
      const certificate = certificates.addCustom({
        name: wanted.name,
        key: wanted.private_key,
        leaf: wanted.leaf_certificate,
        chain: wanted.certificate_chain || undefined,
      });
      return created({ certificate: certificateObject(certificate) });
    },
    "GET /v2/certificates/:id": ({ params }) =>
      ok({ certificate: certificateObject(certificates.get(params["id"]!)) }),
    "DELETE /v2/certificates/:id": ({ params }) => {
      certificates.delete(certificates.get(params["id"]!));
      return NO_CONTENT;
    },
  };
}
