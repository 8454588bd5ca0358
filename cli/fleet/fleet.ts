import { glob, matches, parseSelector, type Selector } from "../../model/targeting";
import { didYouMean } from "../../model/nearest";
import { UserError } from "../../toolchain/user-error";
import { containersInState, type DeclaredContainer } from "./containers-in-state";
import { hostsInState, type FleetHost } from "./hosts-in-state";
import { findProject } from "./project";
import { readState } from "./read-state";
import { servicesInState, type DeclaredService } from "./services-in-state";

/** What a word of the command line is about. */
export interface FleetOptions {
  readonly stack: string;
  /** Selectors of hosts; any of them. All hosts where there is none. */
  readonly on: readonly string[];
  /** Folder of the project. */
  readonly cwd?: string;
}

/** Hosts of a stack and what its state has on them. */
export interface Fleet {
  readonly stack: string;
  readonly project: string;
  readonly hosts: readonly FleetHost[];
  /** Those on {@link hosts}. */
  readonly containers: readonly DeclaredContainer[];
  /** Of the stack's swarms: which hosts their containers are on, only the hosts know. */
  readonly services: readonly DeclaredService[];
  /** Environment of the CLI that belongs to the stack. */
  readonly env: NodeJS.ProcessEnv;
}

/** Reads which hosts are meant. Throws one sentence where the stack has none of them. */
export async function readFleet({ stack, on, cwd }: FleetOptions): Promise<Fleet> {
  const selector = on.length === 0 ? {} : parseSelector(on);
  if ("problem" in selector) throw new UserError(`--on ${selector.problem}.`);
  const project = findProject(cwd);
  let state = await readState(project, stack);
  let hosts = selectHosts(hostsInState(state.resources), selector, on, stack);
  if (hosts.some(({ encrypted }) => encrypted)) {
    state = await readState(project, stack, { secrets: true });
    hosts = selectHosts(hostsInState(state.resources), selector, on, stack);
  }
  const providers = new Set(hosts.map(({ provider }) => provider));
  const containers = containersInState(state.resources).filter(({ provider }) =>
    providers.has(provider),
  );
  const services = servicesInState(state.resources);
  return { stack, project: project.name, hosts, containers, services, env: state.env };
}

export function selectHosts(
  all: readonly FleetHost[],
  selector: Selector,
  words: readonly string[],
  stack: string,
): FleetHost[] {
  if (all.length === 0)
    throw new UserError(
      `the stack "${stack}" has no Docker host in its state; \`pulumi up\` puts them there.`,
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

/** What the state has of a workload, or of one of several. Which containers a service has, only the hosts know. */
export interface Selected {
  readonly containers: readonly DeclaredContainer[];
  readonly services: readonly DeclaredService[];
}

/** Throws one sentence where the stack has nothing of the kind. */
export function select(
  { containers, services, stack }: Pick<Fleet, "containers" | "services" | "stack">,
  { workload, container }: Wanted,
): Selected {
  const found = {
    containers: containers.filter(
      (each) =>
        fits(workload, each.workload) && fits(container, each.name, each.logicalName, each.id),
    ),
    services: services.filter((each) => fits(workload, each.workload)),
  };
  if (found.containers.length > 0 || found.services.length > 0) return found;
  if (workload === undefined && container === undefined) return found;
  const workloads = [...containers, ...services].map((each) => each.workload);
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
function described({ traits }: FleetHost): string {
  const { roles, labels, environment, region } = traits;
  const words = [
    ...roles.map((role) => `role ${role}`),
    ...(environment === undefined ? [] : [`environment ${environment}`]),
    ...(region === undefined ? [] : [`region ${region}`]),
    ...Object.entries(labels).map(([label, value]) => `label.${label} ${value}`),
  ];
  return words.length === 0 ? traits.name : `${traits.name} (${words.join(", ")})`;
}
