import * as pulumi from "@pulumi/pulumi";
import { Gateway } from "../components/gateway/gateway";
import { DockerHost } from "../components/hosts/docker-host";
import { PrivateNetwork } from "../components/networks/private-network";
import { Workload } from "../components/workloads/workload";

/** Arguments that every language of Pulumi can say: no unions, no functions. */
export interface WebAppArgs {
  /** `repository:tag` or `repository@sha256:…`. A change replaces the containers, new ones first. */
  image: pulumi.Input<string>;
  /** Port that it listens on in its container. A change replaces. */
  port: number;
  /** Address of the engine, such as `ssh://root@10.0.0.11`. Defaults to what the docker CLI would use. */
  host?: pulumi.Input<string>;
  /** Public host key of a host that is reached by ssh. Defaults to what known_hosts has. */
  hostKey?: pulumi.Input<string>;
  /** How many containers. Defaults to 1. */
  replicas?: number;
  /** Path that answers 200 when it is well. Defaults to whether the port accepts connections. */
  healthPath?: string;
  /** Seconds between two looks at it. Defaults to 10. */
  healthIntervalSeconds?: number;
  /** Environment variables. Defaults to none. A change replaces. */
  env?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
  /** Secret environment variables. Defaults to none. A change replaces. */
  secretEnv?: pulumi.Input<{ [name: string]: pulumi.Input<string> }>;
  /** Arguments of the image's program. Defaults to its own. A change replaces. */
  command?: pulumi.Input<pulumi.Input<string>[]>;
  /** Memory each may use, in MiB. Defaults to no limit. In place. */
  memoryMib?: pulumi.Input<number>;
  /** Port on the host. Defaults to 8080. */
  publishedPort?: pulumi.Input<number>;
  /** Address of the host that it is published on. Defaults to 127.0.0.1: the host alone. */
  bind?: pulumi.Input<string>;
}

/** Replicas of an image on one Docker host, behind a gateway that drops no request when they change. */
export class WebApp extends pulumi.ComponentResource {
  /** Where it answers. */
  readonly url: pulumi.Output<string>;
  /** Names of its containers. */
  readonly containers: pulumi.Output<string[]>;

  constructor(name: string, args: WebAppArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway-apps:index:WebApp", name, args, opts);
    const parent = { parent: this };
    const { host: address, hostKey, port, healthPath, publishedPort, bind, ...spec } = args;
    const { healthIntervalSeconds, memoryMib, ...workload } = spec;
    const host = new DockerHost(
      `${name}-host`,
      {
        ...(address !== undefined && { host: address }),
        ...(hostKey !== undefined && { hostKey }),
      },
      parent,
    );
    const network = new PrivateNetwork(`${name}-network`, { on: host }, parent);
    const app = new Workload(
      name,
      {
        ...workload,
        on: host,
        ports: [{ name: "http", port }],
        health: {
          ...(healthPath === undefined
            ? { tcp: { port: "http" } }
            : { http: { path: healthPath } }),
          ...(healthIntervalSeconds !== undefined && { intervalSeconds: healthIntervalSeconds }),
        },
        networks: [network],
        ...(memoryMib !== undefined && { resources: { memoryMib } }),
      },
      parent,
    );
    const gateway = new Gateway(
      `${name}-gateway`,
      {
        on: host,
        networks: [network.on(host)],
        ...(publishedPort !== undefined && { port: publishedPort }),
        ...(bind !== undefined && { bind }),
      },
      parent,
    );
    gateway.route("app", { to: app });
    this.url = gateway.url;
    this.containers = app.containerNames;
    this.registerOutputs({ url: this.url, containers: this.containers });
  }
}
