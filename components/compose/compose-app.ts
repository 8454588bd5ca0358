import * as pulumi from "@pulumi/pulumi";
import type { ComposeAppArgs } from "./compose-app-args";
import { DockerHost } from "../hosts/docker-host";
import type { ComposeNodes } from "./compose-nodes";
import { placeOnHost } from "./on-host/place-on-host";
import { placeOnKubernetes } from "./on-kubernetes/place-on-kubernetes";
import { placeOnSwarm } from "./on-swarm/place-on-swarm";
import { readProject } from "./read-project";

export type { ComposeAppArgs };

/**
 * An app of compose files, as they are: each service's containers, and each network, volume and image, as resources of
 * their own with the names and labels of Docker Compose, whose commands find them too. On a Kubernetes cluster each service
 * is a `Workload`.
 */
export class ComposeApp extends pulumi.ComponentResource {
  /** The name it was given in the program. */
  readonly name: string;
  /** What its containers, networks and volumes are called after. */
  readonly projectName: string;
  /** Names of its containers, by service; empty on a Swarm and a cluster, which name them themselves. */
  readonly containerNames: pulumi.Output<Record<string, string[]>>;
  /** Names of its services in a Swarm, by those in the file; else empty. */
  readonly serviceNames: pulumi.Output<Record<string, string>>;
  private readonly children: ComposeNodes;

  constructor(name: string, args: ComposeAppArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:compose:ComposeApp", name, recordedArgs(args), opts);
    this.name = name;
    const read = readProject(name, args, this);
    this.projectName = read.project.name;
    const { on } = args;
    if (on instanceof DockerHost) this.children = placeOnHost(this, name, args, on, read);
    // By what it has: its class would load @pulumi/kubernetes for every app.
    else if ("claims" in on) this.children = placeOnKubernetes(this, name, args, on, read);
    else this.children = placeOnSwarm(this, name, args, on, read);
    this.containerNames = pulumi.output(
      Object.fromEntries(
        Object.entries(this.children.containers).map(([service, containers]) => [
          service,
          containers.map((container) => container.name),
        ]),
      ),
    );
    this.serviceNames = pulumi.output(
      Object.fromEntries(
        Object.entries(this.children.services).map(([key, service]) => [key, service.name]),
      ),
    );
    this.registerOutputs({
      name,
      projectName: this.projectName,
      containerNames: this.containerNames,
      serviceNames: this.serviceNames,
    });
  }

  /** The resources beneath. */
  get nodes(): ComposeNodes {
    return this.children;
  }
}

/** The arguments as they stand in the component's own state. What variables hold may be anybody's secret. */
function recordedArgs(args: ComposeAppArgs): pulumi.Inputs {
  const {
    transforms: _,
    on: __,
    project: ___,
    overrides: ____,
    images: _____,
    variables,
    ...rest
  } = args;
  return { ...rest, ...(variables && { variables: pulumi.secret(variables) }) };
}
