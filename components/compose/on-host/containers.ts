import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { hostRollout } from "../../../model/compose/host/host-rollout";
import { waitSeconds, wholeSeconds } from "../../../model/compose/host/wait-seconds";
import type { ComposeService } from "../../../model/compose/project";
import { withoutStacks } from "../../quiet-stacks";
import { transformed } from "../../transform";
import type { AppOnHost } from "./app-on-host";
import { containerArgs } from "./container-args";
import { note } from "../../note";

/** Seconds for what comes beside a wait: a pull, the engine's own work. */
const SLACK_SECONDS = 300;
/** Docker's own grace. */
const GRACE_SECONDS = 10;

/** Makes the containers of a service, batch by batch, after those of the services that it depends on. */
export function createContainers(on: AppOnHost, name: string): docker.Container[] {
  const service = on.project.services[name]!;
  const { order, reason, batches } = hostRollout(service);
  if (reason !== undefined && pulumi.runtime.isDryRun() && !on.jobs.has(name))
    note("info", `${name} is replaced stop-first: ${reason}`, on.app);

  const all: docker.Container[] = [];
  let before = dependencies(on, service);
  for (const batch of batches) {
    const made = batch.map((index) => {
      const opts: pulumi.CustomResourceOptions = {
        parent: on.app,
        provider: on.host.provider,
        dependsOn: before,
        ...(order === "stop-first" && { deleteBeforeReplace: true }),
        // Few programs read their files again while they run, and the gate of health is in the replacement.
        replaceOnChanges: ["uploads"],
        ...restartedWith(on, service),
        ...timeouts(on, name, service),
      };
      const args = transformed(
        on.args.transforms?.services?.[name],
        on.later.fill(containerArgs(on, name, service, index)),
        opts,
        index,
      );
      return withoutStacks(
        () => new docker.Container(`${on.name}-${name}-${index + 1}`, args, opts),
      );
    });
    all.push(...made);
    before = [...before, ...made];
  }
  return all;
}

/** A container is created when it is ready, so this is every condition there is. */
function dependencies(on: AppOnHost, { depends_on = {} }: ComposeService): docker.Container[] {
  return Object.keys(depends_on).flatMap((other) => on.containers[other] ?? []);
}

/** `restart: true` makes a new container with each new one of the other service. */
function restartedWith(
  on: AppOnHost,
  { depends_on = {} }: ComposeService,
): Pick<pulumi.CustomResourceOptions, "replaceWith"> {
  const causes = Object.entries(depends_on)
    .filter(([, { restart }]) => restart === true)
    .flatMap(([other]) => on.containers[other] ?? []);
  return causes.length === 0 ? {} : { replaceWith: causes };
}

function timeouts(
  { jobs }: AppOnHost,
  name: string,
  service: ComposeService,
): Pick<pulumi.CustomResourceOptions, "customTimeouts"> {
  const grace = wholeSeconds(service.stop_grace_period) ?? GRACE_SECONDS;
  const ready = `${waitSeconds(service.healthcheck) + SLACK_SECONDS}s`;
  return {
    customTimeouts: {
      // A job takes what it takes.
      ...(!jobs.has(name) && { create: ready, update: ready }),
      delete: `${grace + SLACK_SECONDS}s`,
    },
  };
}
