import type * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";

import * as is from "../../../../plugins/docker/check/text-tests";
import { scalar, structure, unorderedList } from "../../../../plugins/docker/diff/comparison";
import {
  flag,
  listOf,
  objectOf,
  refused,
  text,
  wholeNumber,
} from "../../../../plugins/runtime/check/rule";
import type { Props } from "../../../../plugins/runtime/resource";
import { slug, textSet } from "../compare";
import { field, fixed, type FieldsFor } from "../kind";

export type BalancerInputs = pulumi.Unwrap<digitalocean.LoadBalancerArgs>;
export type ForwardingRule = NonNullable<BalancerInputs["forwardingRules"]>[number];
export type Healthcheck = NonNullable<BalancerInputs["healthcheck"]>;
type Sticky = NonNullable<BalancerInputs["stickySessions"]>;
type Access = NonNullable<BalancerInputs["firewall"]>;

const GLOBAL = "this stand-in has no global load balancers; the official plugin has";
const port = wholeNumber(1, 65_535);
const protocol = text(is.oneOf("http", "https", "http2", "http3", "tcp", "udp"));

/** Rules in one form: a certificate may be told by its name or its id, and passing through is not done by itself. */
export function canonicalRule(rule: unknown): unknown {
  if (rule === null || typeof rule !== "object") return rule;
  const { certificateId, certificateName, tlsPassthrough, ...rest } = rule as Props;
  const name = certificateName || certificateId || undefined;
  return {
    ...rest,
    ...(name !== undefined && { certificateName: name }),
    ...(tlsPassthrough === true && { tlsPassthrough }),
  };
}

const HEALTHCHECK_DEFAULTS = {
  checkIntervalSeconds: 10,
  responseTimeoutSeconds: 5,
  unhealthyThreshold: 3,
  healthyThreshold: 5,
};

export const BALANCER_FIELDS: FieldsFor<BalancerInputs> = {
  name: field(text(is.nonEmpty)),
  region: fixed(text(is.nonEmpty), slug),
  size: field(text(is.nonEmpty)),
  sizeUnit: field(wholeNumber(1, 200)),
  algorithm: field(text(is.oneOf("round_robin", "least_connections"))),
  forwardingRules: field(
    listOf(
      objectOf<ForwardingRule>(
        {
          entryProtocol: protocol,
          entryPort: port,
          targetProtocol: protocol,
          targetPort: port,
          certificateId: text(is.nonEmpty),
          certificateName: text(is.nonEmpty),
          tlsPassthrough: flag(),
        },
        ["entryProtocol", "entryPort", "targetProtocol", "targetPort"],
      ),
      { nonEmpty: true },
    ),
    unorderedList(canonicalRule, (rule) => String((rule as Props)["entryPort"])),
  ),
  healthcheck: field(
    objectOf<Healthcheck>(
      {
        protocol: text(is.oneOf("http", "https", "tcp")),
        port,
        path: text(is.nonEmpty),
        checkIntervalSeconds: wholeNumber(3, 300),
        responseTimeoutSeconds: wholeNumber(3, 300),
        unhealthyThreshold: wholeNumber(2, 10),
        healthyThreshold: wholeNumber(2, 10),
      },
      ["protocol", "port"],
    ),
    structure({
      protocol: scalar(),
      port: scalar(),
      path: scalar(undefined, "/"),
      checkIntervalSeconds: scalar(undefined, HEALTHCHECK_DEFAULTS.checkIntervalSeconds),
      responseTimeoutSeconds: scalar(undefined, HEALTHCHECK_DEFAULTS.responseTimeoutSeconds),
      unhealthyThreshold: scalar(undefined, HEALTHCHECK_DEFAULTS.unhealthyThreshold),
      healthyThreshold: scalar(undefined, HEALTHCHECK_DEFAULTS.healthyThreshold),
    }),
  ),
  stickySessions: field(
    objectOf<Sticky>({
      type: text(is.oneOf("none", "cookies")),
      cookieName: text(is.nonEmpty),
      cookieTtlSeconds: wholeNumber(1),
    }),
    structure({
      type: scalar(undefined, "none"),
      cookieName: scalar(),
      cookieTtlSeconds: scalar(),
    }),
  ),
  dropletIds: field(listOf(wholeNumber(1)), textSet),
  dropletTag: field(text(is.nonEmpty)),
  redirectHttpToHttps: field(flag()),
  enableProxyProtocol: field(flag()),
  enableBackendKeepalive: field(flag()),
  disableLetsEncryptDnsRecords: field(flag()),
  vpcUuid: fixed(text(is.nonEmpty)),
  subnetUuid: fixed(refused("this stand-in has no subnets; the official plugin has")),
  ip: fixed(refused("DigitalOcean chooses it in this stand-in")),
  httpIdleTimeoutSeconds: field(wholeNumber(30, 600)),
  projectId: field(text(is.nonEmpty)),
  firewall: field(
    objectOf<Access>({ allows: listOf(text(is.nonEmpty)), denies: listOf(text(is.nonEmpty)) }),
    structure({ allows: textSet, denies: textSet }),
  ),
  type: fixed(text(is.oneOf("REGIONAL"))),
  network: fixed(text(is.oneOf("EXTERNAL"))),
  networkStack: fixed(text(is.oneOf("IPV4"))),
  tlsCipherPolicy: field(text(is.oneOf("DEFAULT", "STRONG"))),
  domains: field(refused(GLOBAL)),
  glbSettings: field(refused(GLOBAL)),
  targetLoadBalancerIds: field(refused(GLOBAL)),
};

export const BALANCER_DEFAULTS = {
  algorithm: "round_robin",
  redirectHttpToHttps: false,
  enableProxyProtocol: false,
  enableBackendKeepalive: false,
  disableLetsEncryptDnsRecords: false,
} as const;

export const BALANCER_COMPUTED = [
  ...["ip", "ipv6", "status", "loadBalancerUrn", "dropletIds", "sizeUnit", "healthcheck"],
  ...["stickySessions", "vpcUuid", "subnetUuid", "httpIdleTimeoutSeconds", "projectId"],
  ...["firewall", "type", "domains", "glbSettings", "targetLoadBalancerIds"],
];

export { HEALTHCHECK_DEFAULTS };
