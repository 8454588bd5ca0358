import { tellerOf, type ComposeMistake, type Tell } from "../findings";
import { publishedPorts } from "../host/published-port";
import type { LoadedCompose } from "../load";

const JOBS = ["replicated-job", "global-job"];

/** Values that a Swarm can't do, though their attributes are fine. */
export function checkSwarm({ project, placeOf }: LoadedCompose): ComposeMistake[] {
  const mistakes: ComposeMistake[] = [];
  const tell = tellerOf(placeOf, mistakes);
  for (const [name, service] of Object.entries(project.services)) {
    const at: Tell = (keys, problem) => tell(["services", name, ...keys], problem);
    if (JOBS.includes(service.deploy?.mode ?? ""))
      at(["deploy", "mode"], `"${service.deploy!.mode}" can't be done: @pulumi/docker has no jobs`);
    service.ports?.forEach(({ published }, index) => {
      const range = publishedPorts(published);
      if (range !== undefined && range.last > range.first)
        at(["ports", index], `expected one published port, got ${published}`);
    });
    service.volumes?.forEach(({ type }, index) => {
      if (!["bind", "volume", "tmpfs"].includes(type ?? ""))
        at(
          ["volumes", index, "type"],
          `"${type}" can't be done: a Swarm service has no such mount`,
        );
    });
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {}))
      if (condition === "service_completed_successfully")
        at(
          ["depends_on", other],
          "can't wait for an end: a Swarm service has none; let a `Task` do that work, and the app depend on it",
        );
  }
  for (const [name, { enable_ipv4 }] of Object.entries(project.networks))
    if (enable_ipv4 === false)
      tell(["networks", name, "enable_ipv4"], "can't be false: @pulumi/docker can't set it");
  return mistakes;
}
