import { glob, matches, parseSelector, type Selector } from "../../model/targeting";
import { didYouMean } from "../../model/nearest";
import { UserError } from "../../toolchain/user-error";
import { containersInState, type DeclaredContainer } from "./containers-in-state";
import { hostsInState, type FleetHost } from "./hosts-in-state";
import { findProject } from "./project";
import { readState } from "./read-state";

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
  return { stack, project: project.name, hosts, containers, env: state.env };
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

/** Containers of a workload (`web`, `web-*`), or of one of several. */
export function selectContainers(
  { containers, stack }: Pick<Fleet, "containers" | "stack">,
  {
    workload,
    container,
  }: { workload?: readonly string[] | undefined; container?: readonly string[] | undefined },
): DeclaredContainer[] {
  const fits = (patterns: readonly string[] | undefined, ...names: string[]) =>
    patterns === undefined ||
    patterns.some((pattern) => names.some((name) => glob(pattern).test(name)));
  const found = containers.filter(
    (each) =>
      fits(workload, each.workload) && fits(container, each.name, each.logicalName, each.id),
  );
  if (found.length > 0 || (workload === undefined && container === undefined)) return found;
  const [kind, wanted, names] =
    workload !== undefined && !containers.some((each) => fits(workload, each.workload))
      ? ["workload", workload, containers.map((each) => each.workload)]
      : ["container", container ?? [], containers.map((each) => each.name)];
  const known = [...new Set(names)].sort();
  throw new UserError(
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
