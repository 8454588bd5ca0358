import {
  glob,
  matches,
  parseSelector,
  type HostTraits,
  type Selector,
} from "../../model/targeting";
import { didYouMean } from "../../model/nearest";
import { UserError } from "../../toolchain/user-error";
import { containersInState, type DeclaredContainer } from "./containers-in-state";
import { hostsInState, type FleetHost } from "./hosts-in-state";
import { clustersInState, type FleetCluster } from "./kubernetes/clusters-in-state";
import { controllersInState, type DeclaredController } from "./kubernetes/controllers-in-state";
import { findProject } from "./project";
import { readState } from "./read-state";
import { servicesInState, type DeclaredService } from "./services-in-state";
import type { StackResource } from "./stack-resource";

/** What a word of the command line is about. */
export interface FleetOptions {
  readonly stack: string;
  /** Selectors of hosts; any of them. All hosts where there is none. */
  readonly on: readonly string[];
  /** Folder of the project. */
  readonly cwd?: string;
}

/** Hosts and clusters of a stack, and what its state has on them. */
export interface Fleet {
  readonly stack: string;
  readonly project: string;
  /** Folder of the project. */
  readonly dir: string;
  readonly hosts: readonly FleetHost[];
  readonly clusters: readonly FleetCluster[];
  /** Those on {@link hosts}. */
  readonly containers: readonly DeclaredContainer[];
  /** Of the stack's swarms: which hosts their containers are on, only the hosts know. */
  readonly services: readonly DeclaredService[];
  /** What has pods, on {@link clusters}. */
  readonly controllers: readonly DeclaredController[];
  /** Uids of all that has pods, also on clusters that aren't meant. */
  readonly controllerUids: ReadonlySet<string>;
  /** Environment of the CLI that belongs to the stack. */
  readonly env: NodeJS.ProcessEnv;
}

/** Reads which hosts are meant. Throws one sentence where the stack has none of them. */
export async function readFleet({ stack, on, cwd }: FleetOptions): Promise<Fleet> {
  const selector = on.length === 0 ? {} : parseSelector(on);
  if ("problem" in selector) throw new UserError(`--on ${selector.problem}.`);
  const project = findProject(cwd);
  let state = await readState(project, stack);
  let places = placesIn(state.resources, selector, on, stack);
  if ([...places.hosts, ...places.clusters].some(({ encrypted }) => encrypted)) {
    state = await readState(project, stack, { secrets: true });
    places = placesIn(state.resources, selector, on, stack);
  }
  const { hosts, clusters } = places;
  const providers = new Set([...hosts, ...clusters].map(({ provider }) => provider));
  const isThere = ({ provider }: { provider: string }) => providers.has(provider);
  const controllers = controllersInState(state.resources);
  return {
    stack,
    project: project.name,
    dir: project.dir,
    hosts,
    clusters,
    containers: containersInState(state.resources).filter(isThere),
    services: servicesInState(state.resources),
    controllers: controllers.filter(isThere),
    controllerUids: new Set(controllers.flatMap(({ uid }) => uid ?? [])),
    env: state.env,
  };
}

function placesIn(
  resources: readonly StackResource[],
  selector: Selector,
  words: readonly string[],
  stack: string,
): Pick<Fleet, "hosts" | "clusters"> {
  const hosts = hostsInState(resources);
  const clusters = clustersInState(resources);
  const meant = new Set<FleetHost | FleetCluster>(
    selectHosts([...hosts, ...clusters], selector, words, stack),
  );
  return {
    hosts: hosts.filter((each) => meant.has(each)),
    clusters: clusters.filter((each) => meant.has(each)),
  };
}

/** Those of hosts and clusters that fit. Throws one sentence where there are none. */
export function selectHosts<T extends { traits: HostTraits }>(
  all: readonly T[],
  selector: Selector,
  words: readonly string[],
  stack: string,
): T[] {
  if (all.length === 0)
    throw new UserError(
      `the stack "${stack}" has no Docker host in its state, and no cluster; \`pulumi up\` puts them there.`,
    );
  const hosts = all.filter(({ traits }) => matches(traits, selector));
  if (hosts.length > 0) return hosts;
  throw new UserError(
    `no host of the stack "${stack}" fits --on ${words.join(" --on ")}; there ${all.length === 1 ? "is" : "are"} ${all.map(described).join(", ")}.`,
  );
}

/** Of what is wanted of a stack; everything where neither is given. Each may be a pattern (`web-*`). */
export interface Wanted {
  readonly workload?: readonly string[] | undefined;
  /** Names in Docker or in the program, or ids. */
  readonly container?: readonly string[] | undefined;
}

/** What the state has of a workload, or of one of several. Which containers a service has, only the hosts know; which pods, the clusters. */
export interface Selected {
  readonly containers: readonly DeclaredContainer[];
  readonly services: readonly DeclaredService[];
  readonly controllers: readonly DeclaredController[];
}

/** Throws one sentence where the stack has nothing of the kind. */
export function select(
  { containers, services, controllers, stack }: Selected & Pick<Fleet, "stack">,
  { workload, container }: Wanted,
): Selected {
  const found = {
    containers: containers.filter(
      (each) =>
        fits(workload, each.workload) && fits(container, each.name, each.logicalName, each.id),
    ),
    services: services.filter((each) => fits(workload, each.workload)),
    controllers: controllers.filter((each) => fits(workload, each.workload)),
  };
  if (Object.values(found).some((each) => each.length > 0)) return found;
  if (workload === undefined && container === undefined) return found;
  const workloads = [...containers, ...services, ...controllers].map((each) => each.workload);
  if (workload !== undefined && !workloads.some((each) => fits(workload, each)))
    throw nothingFits("workload", workload, workloads, stack);
  const names = containers.map(({ name }) => name);
  throw nothingFits("container", container ?? [], names, stack);
}

/** True for one of the names, or where nothing is asked for. */
export function fits(patterns: readonly string[] | undefined, ...names: string[]): boolean {
  return (
    patterns === undefined ||
    patterns.some((pattern) => names.some((name) => glob(pattern).test(name)))
  );
}

function nothingFits(
  kind: "workload" | "container",
  wanted: readonly string[],
  names: readonly string[],
  stack: string,
): UserError {
  const known = [...new Set(names)].sort();
  return new UserError(
    `no ${kind} "${wanted.join('", "')}" on these hosts of the stack "${stack}"; there ${known.length === 1 ? "is" : "are"} ${known.join(", ") || "none"}${didYouMean(wanted[0] ?? "", known) || "."}`,
  );
}

/** `web-1 (role web, region eu)` */
function described({ traits }: { traits: HostTraits }): string {
  const { roles, labels, environment, region } = traits;
  const words = [
    ...roles.map((role) => `role ${role}`),
    ...(environment === undefined ? [] : [`environment ${environment}`]),
    ...(region === undefined ? [] : [`region ${region}`]),
    ...Object.entries(labels).map(([label, value]) => `label.${label} ${value}`),
  ];
  return words.length === 0 ? traits.name : `${traits.name} (${words.join(", ")})`;
}
