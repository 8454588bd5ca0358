import { describe, expect, it } from "vitest";
import { containersInState } from "../../../../cli/fleet/containers-in-state";
import { select, selectHosts } from "../../../../cli/fleet/fleet";
import { controllersInState } from "../../../../cli/fleet/kubernetes/controllers-in-state";
import { hostsInState } from "../../../../cli/fleet/hosts-in-state";
import { parseSelector, type Selector } from "../../../../model/targeting";
import { servicesInState } from "../../../../cli/fleet/services-in-state";
import { container, controller, dockerHost, service } from "./state";

const resources = [
  ...dockerHost("web-1", { traits: { roles: ["web"], region: "eu-1" } }),
  ...dockerHost("db-1", { traits: { roles: ["db"], labels: { rack: "b" } } }),
  container("blog", "web-1"),
  container("shop", "web-1"),
  container("data", "db-1"),
];
const hosts = hostsInState(resources);

function on(...words: string[]): string[] {
  const selector = words.length === 0 ? {} : parseSelector(words);
  return selectHosts(hosts, selector as Selector, words, "prod").map(({ name }) => name);
}

describe("selectHosts", () => {
  it("must take all without a word, else those that fit", () => {
    expect(on()).toEqual(["db-1", "web-1"]);
    expect(on("role=web")).toEqual(["web-1"]);
    expect(on("role!=web,label.rack=b")).toEqual(["db-1"]);
    expect(on("web-*", "role=db")).toEqual(["db-1", "web-1"]);
  });

  it("must name the hosts that there are where none fits", () => {
    expect(() => on("role=cache")).toThrow(
      'no host of the stack "prod" fits --on role=cache; there are db-1 (role db, label.rack b), web-1 (role web, region eu-1).',
    );
  });

  it("must say so where the stack has none", () => {
    expect(() => selectHosts([], {}, [], "prod")).toThrow(
      'the stack "prod" has no Docker host in its state',
    );
  });
});

describe("select", () => {
  const fleet = {
    stack: "prod",
    containers: containersInState(resources),
    services: servicesInState([service("queue"), service("shop-api")]),
    controllers: controllersInState([controller("edge", "prod")]),
  };
  const names = (options: Parameters<typeof select>[1]) =>
    select(fleet, options).containers.map(({ logicalName }) => logicalName);

  it("must take those of a workload, by a pattern too, or a container by any of its names", () => {
    expect(names({ workload: ["shop"] })).toEqual(["shop"]);
    expect(names({ workload: ["*o*"] })).toEqual(["blog", "shop"]);
    expect(names({ container: ["data-1234567"] })).toEqual(["data"]);
    expect(names({ container: ["data", "id-of-blog"] })).toEqual(["blog", "data"]);
  });

  it("must take services by their workload; of their containers, only the hosts know the names", () => {
    const services = (options: Parameters<typeof select>[1]) =>
      select(fleet, options).services.map(({ workload }) => workload);
    expect(services({})).toEqual(["queue", "shop-api"]);
    expect(services({ workload: ["shop*"] })).toEqual(["shop-api"]);
    expect(services({ container: ["queue-7654321.1.x1y2"] })).toEqual(["queue", "shop-api"]);
  });

  it("must take what has pods by its workload; the pods' names, only the cluster knows", () => {
    const controllers = (options: Parameters<typeof select>[1]) =>
      select(fleet, options).controllers.map(({ workload }) => workload);
    expect(controllers({ workload: ["edge"] })).toEqual(["edge"]);
    expect(controllers({ workload: ["shop*"] })).toEqual([]);
    expect(controllers({ container: ["edge-5d9c"] })).toEqual(["edge"]);
  });

  it("must name what there is where nothing fits", () => {
    expect(() => names({ workload: ["shpo"] })).toThrow(
      'no workload "shpo" on these hosts of the stack "prod"; there are blog, data, edge, queue, shop, shop-api; did you mean "shop"?',
    );
    expect(() => select({ ...fleet, services: [], controllers: [] }, { container: ["x"] })).toThrow(
      'no container "x" on these hosts of the stack "prod"; there are blog-1234567, data-1234567, shop-1234567.',
    );
  });
});
