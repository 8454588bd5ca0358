import { z } from "zod";

import { created, NO_CONTENT, ok } from "../http/answer";
import { listed } from "../http/paging";
import { bodyOf, type Routes } from "../http/routes";
import { projectObject } from "../projects";
import type { World } from "../world";

const ENVIRONMENTS = ["Development", "Staging", "Production"] as const;
const facts = z.object({
  name: z.string().min(1).max(175),
  description: z.string().max(255).default(""),
  purpose: z.string().min(1).max(255),
  environment: z.enum(ENVIRONMENTS).default("Development"),
});
const change = facts.partial().extend({ is_default: z.boolean().optional() });
const some = z.object({ resources: z.array(z.string().regex(/^do:[a-z_]+:.+$/)) });

export function projectRoutes({ projects, settings }: World): Routes {
  const linked = (each: { urn: string; assigned_at: string }) => ({
    ...each,
    links: { self: `${settings.endpoint}/v2/${selfPath(each.urn)}` },
    status: "ok",
  });
  const update: Routes[string] = (call) => {
    const project = projects.get(call.params["id"]!);
    const { is_default, ...wanted } = bodyOf(change, call);
    projects.change(project, wanted, is_default);
    return ok({ project: projectObject(project) });
  };
  return {
    "GET /v2/projects": (call) => listed(call, "projects", projects.all().map(projectObject)),
    "POST /v2/projects": (call) =>
      created({ project: projectObject(projects.add(bodyOf(facts, call))) }),
    "GET /v2/projects/:id": ({ params }) =>
      ok({ project: projectObject(projects.get(params["id"]!)) }),
    "PUT /v2/projects/:id": update,
    "PATCH /v2/projects/:id": update,
    "DELETE /v2/projects/:id": ({ params }) => {
      projects.delete(projects.get(params["id"]!));
      return NO_CONTENT;
    },
    "GET /v2/projects/:id/resources": (call) =>
      listed(call, "resources", projects.resourcesOf(projects.get(call.params["id"]!)).map(linked)),
    "POST /v2/projects/:id/resources": (call) => {
      const project = projects.get(call.params["id"]!);
      const { resources } = bodyOf(some, call);
      return ok({ resources: projects.assign(project, resources).map(linked) });
    },
  };
}

function selfPath(urn: string): string {
  const [, type = "", id = ""] = urn.split(":");
  return `${type === "loadbalancer" ? "load_balancer" : type}s/${id}`;
}
