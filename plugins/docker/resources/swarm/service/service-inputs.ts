import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

/** Inputs of `docker.Service`, all values plain. Types only: the SDK itself is never loaded. */
export type ServiceInputs = pulumi.Unwrap<docker.ServiceArgs>;

type Element<T> = NonNullable<T> extends readonly (infer E)[] ? E : never;

export type ServiceAuth = NonNullable<ServiceInputs["auth"]>;
export type ConvergeConfig = NonNullable<ServiceInputs["convergeConfig"]>;
export type EndpointSpec = NonNullable<ServiceInputs["endpointSpec"]>;
export type ServicePort = Element<EndpointSpec["ports"]>;
export type ServiceMode = NonNullable<ServiceInputs["mode"]>;
export type UpdateConfig = NonNullable<ServiceInputs["updateConfig"]>;
export type RollbackConfig = NonNullable<ServiceInputs["rollbackConfig"]>;

export type TaskSpec = ServiceInputs["taskSpec"];
export type TaskNetwork = Element<TaskSpec["networksAdvanceds"]>;
export type Placement = NonNullable<TaskSpec["placement"]>;
export type TaskResources = NonNullable<TaskSpec["resources"]>;
export type ResourceLimits = NonNullable<TaskResources["limits"]>;
export type ResourceReservation = NonNullable<TaskResources["reservation"]>;
export type GenericResources = NonNullable<ResourceReservation["genericResources"]>;
export type RestartPolicy = NonNullable<TaskSpec["restartPolicy"]>;
export type LogDriver = NonNullable<TaskSpec["logDriver"]>;

export type ContainerSpec = TaskSpec["containerSpec"];
export type ServiceSecret = Element<ContainerSpec["secrets"]>;
export type ServiceConfigFile = Element<ContainerSpec["configs"]>;
export type ServiceHealthcheck = NonNullable<ContainerSpec["healthcheck"]>;
export type ServiceHost = Element<ContainerSpec["hosts"]>;
export type ServiceMount = Element<ContainerSpec["mounts"]>;
export type ServiceVolumeOptions = NonNullable<ServiceMount["volumeOptions"]>;
export type DnsConfig = NonNullable<ContainerSpec["dnsConfig"]>;
export type Privileges = NonNullable<ContainerSpec["privileges"]>;
export type CredentialSpec = NonNullable<Privileges["credentialSpec"]>;
export type SeLinuxContext = NonNullable<Privileges["seLinuxContext"]>;
export type Platform = Element<Placement["platforms"]>;
