import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

/** Inputs of `docker.Network`, all values plain. */
export type NetworkInputs = pulumi.Unwrap<docker.NetworkArgs>;
export type IpamConfig = NonNullable<NetworkInputs["ipamConfigs"]>[number];
