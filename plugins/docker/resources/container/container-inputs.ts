import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

/** Inputs of `docker.Container`, all values plain. Types only: the SDK itself is never loaded. */
export type ContainerInputs = pulumi.Unwrap<docker.ContainerArgs>;

type Element<T> = NonNullable<T> extends readonly (infer E)[] ? E : never;

export type ContainerPort = Element<ContainerInputs["ports"]>;
export type ContainerVolume = Element<ContainerInputs["volumes"]>;
export type ContainerMount = Element<ContainerInputs["mounts"]>;
export type ContainerMountVolumeOptions = NonNullable<ContainerMount["volumeOptions"]>;
export type ContainerNetwork = Element<ContainerInputs["networksAdvanced"]>;
export type ContainerUpload = Element<ContainerInputs["uploads"]>;
export type ContainerDevice = Element<ContainerInputs["devices"]>;
export type ContainerDeviceRequest = Element<ContainerInputs["deviceRequests"]>;
export type ContainerRate = Element<ContainerInputs["deviceReadBps"]>;
export type ContainerHealthcheck = NonNullable<ContainerInputs["healthcheck"]>;
export type ContainerCapabilities = NonNullable<ContainerInputs["capabilities"]>;
export type ContainerHost = Element<ContainerInputs["hosts"]>;
export type ContainerLabel = Element<ContainerInputs["labels"]>;
export type ContainerUlimit = Element<ContainerInputs["ulimits"]>;

/** What `docker.Container` gives: its inputs, some of them filled in by Docker, and these. */
export interface ContainerOutputs {
  bridge: string;
  containerLogs: string;
  exitCode: number;
  networkDatas: {
    networkName: string;
    ipAddress: string;
    ipPrefixLength: number;
    gateway: string;
    globalIpv6Address: string;
    globalIpv6PrefixLength: number;
    ipv6Gateway: string;
    macAddress: string;
  }[];
}
