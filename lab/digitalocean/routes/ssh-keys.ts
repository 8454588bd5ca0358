import { z } from "zod";

import { created, NO_CONTENT, ok } from "../http/answer";
import { listed } from "../http/paging";
import { bodyOf, type Routes } from "../http/routes";
import type { World } from "../world";

const create = z.object({ name: z.string().min(1), public_key: z.string().min(1) });
const update = z.object({ name: z.string().min(1) });

export function sshKeyRoutes({ keys }: World): Routes {
  return {
    "GET /v2/account/keys": (call) => listed(call, "ssh_keys", keys.all()),
    "POST /v2/account/keys": (call) => {
      const { name, public_key } = bodyOf(create, call);
      return created({ ssh_key: keys.add(name, public_key) });
    },
    "GET /v2/account/keys/:which": ({ params }) => ok({ ssh_key: keys.get(params["which"]!) }),
    "PUT /v2/account/keys/:which": (call) => {
      const key = keys.get(call.params["which"]!);
      key.name = bodyOf(update, call).name;
      return ok({ ssh_key: key });
    },
    "DELETE /v2/account/keys/:which": ({ params }) => {
      keys.delete(params["which"]!);
      return NO_CONTENT;
    },
  };
}
