import { posix } from "node:path";
import { joinPath } from "../mistakes";
import { didYouMean } from "../nearest";
import { mergeFiles, mergeService } from "./merge";
import { entryOf, mapNode, textOf, type MapNode, type Node } from "./node";
import { absentFile, pathFrom, readComposeFile, type Scope } from "./read-file";

/** The file with each of its services on top of the one that it extends. */
export function applyExtends(root: MapNode, file: string, scope: Scope): MapNode {
  const services = entryOf(root, "services");
  if (services?.kind !== "map") return root;
  if (![...services.entries.values()].some((service) => entryOf(service, "extends"))) return root;
  const extended = new Extended(root, scope);
  const entries = [...services.entries].map(([name, service]): [string, Node] => [
    name,
    extended.service({ root, file, directory: scope.directory }, name, []) ?? service,
  ]);
  return mapNode(
    root.at,
    new Map(root.entries).set("services", mapNode(services.at, entries, services.marker)),
    root.marker,
  );
}

/** A file in which services are looked up, and the folder that its `extends.file` begin in. */
interface Place {
  root: MapNode;
  file: string;
  directory: string;
}

class Extended {
  private readonly files = new Map<string, MapNode | undefined>();

  constructor(
    private readonly root: MapNode,
    private readonly scope: Scope,
  ) {}

  /** The service with what it extends, or undefined where it isn't there or goes in a circle. */
  service(place: Place, name: string, chain: readonly string[]): MapNode | undefined {
    const service = entryOf(entryOf(place.root, "services"), name);
    if (service?.kind !== "map") return undefined;
    const extend = entryOf(service, "extends");
    if (extend === undefined) return service;
    const own = mapNode(service.at, service.entries, service.marker);
    own.entries.delete("extends");
    const path = joinPath(joinPath("services", name), "extends");
    const here = place.root === this.root ? name : `${name} in ${place.file}`;
    if (chain.includes(here)) {
      const circle = [...chain.slice(chain.indexOf(here)), here].join(" → ");
      this.scope.findings.mistake(extend.at, path, `goes in a circle: ${circle}`);
      return own;
    }
    const from = this.place(place, extend, path);
    const base = from && this.base(from, extend, path, [...chain, here]);
    return base === undefined
      ? own
      : mergeService(base, own, joinPath("services", name), this.scope.findings);
  }

  private base(from: Place, extend: Node, path: string, chain: readonly string[]) {
    const wanted = textOf(entryOf(extend, "service")) ?? "";
    const services = entryOf(from.root, "services");
    if (entryOf(services, wanted) === undefined) {
      const names = services?.kind === "map" ? [...services.entries.keys()] : [];
      this.scope.findings.mistake(
        extend.at,
        path,
        `names the service "${wanted}", which ${from.file} doesn't have${didYouMean(wanted, names)}`,
      );
      return undefined;
    }
    return this.service(from, wanted, chain);
  }

  private place(place: Place, extend: Node, path: string): Place | undefined {
    const named = textOf(entryOf(extend, "file"));
    if (named === undefined) return place;
    const file = pathFrom(place.directory, named);
    const directory = posix.dirname(file);
    if (!this.files.has(file)) {
      const scope = { ...this.scope, directory };
      const documents = readComposeFile(file, scope, true);
      this.files.set(
        file,
        documents?.reduce(
          (all, next) => mergeFiles(all, next, scope.findings),
          mapNode(extend.at, []),
        ),
      );
    }
    const root = this.files.get(file);
    if (root !== undefined) return { root, file, directory };
    const problem = absentFile(place.directory, named);
    this.scope.findings.mistake(extend.at, joinPath(path, "file"), problem);
    return undefined;
  }
}
