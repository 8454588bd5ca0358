import * as pulumi from "@pulumi/pulumi";
import type { ComposeAppArgs } from "./compose-app-args";
import { placeOnHost, type ComposeNodes } from "./on-host/place-on-host";
import { readProject } from "./read-project";

export type { ComposeAppArgs };

/**
 * An app of compose files, as they are: each service's containers, and each network, volume and image, as resources of
 * their own with the names and labels of Docker Compose, whose commands find them too.
 */
export class ComposeApp extends pulumi.ComponentResource {
  /** The name it was given in the program. */
  readonly name: string;
  /** What its containers, networks and volumes are called after. */
  readonly projectName: string;
  /** Names of its containers, by service. */
  readonly containerNames: pulumi.Output<Record<string, string[]>>;
  private readonly children: ComposeNodes;

  constructor(name: string, args: ComposeAppArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:compose:ComposeApp", name, recordedArgs(args), opts);
    this.name = name;
    const read = readProject(name, args, this);
    this.projectName = read.project.name;
    this.children = placeOnHost(this, name, args, read);
    this.containerNames = pulumi.output(
      Object.fromEntries(
        Object.entries(this.children.containers).map(([service, containers]) => [
          service,
          containers.map((container) => container.name),
        ]),
      ),
    );
    this.registerOutputs({
      name,
      projectName: this.projectName,
      containerNames: this.containerNames,
    });
  }

  /** The resources beneath. */
  get nodes(): ComposeNodes {
    return this.children;
  }
}

/** The arguments as they stand in the component's own state. What variables hold may be anybody's secret. */
function recordedArgs({ transforms: _, variables, ...args }: ComposeAppArgs): pulumi.Inputs {
  return { ...args, ...(variables && { variables: pulumi.secret(variables) }) };
}
