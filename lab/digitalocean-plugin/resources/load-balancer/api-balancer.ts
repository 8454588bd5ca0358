import type { Props } from "../../../../plugins/runtime/resource";
import type { ApiCertificate } from "../certificate";
import {
  BALANCER_FIELDS,
  HEALTHCHECK_DEFAULTS,
  type BalancerInputs,
  type ForwardingRule,
} from "./balancer-fields";

/** What is used of a load balancer as the API shows it. */
export interface ApiBalancer {
  id: string;
  name: string;
  ip: string;
  ipv6: string;
  size: string;
  size_unit: number;
  algorithm: string;
  status: string;
  forwarding_rules: {
    entry_protocol: string;
    entry_port: number;
    target_protocol: string;
    target_port: number;
    certificate_id: string;
    tls_passthrough: boolean;
  }[];
  health_check: {
    protocol: string;
    port: number;
    path: string;
    check_interval_seconds: number;
    response_timeout_seconds: number;
    unhealthy_threshold: number;
    healthy_threshold: number;
  };
  sticky_sessions: { type: string; cookie_name?: string; cookie_ttl_seconds?: number };
  region: { slug: string };
  tag: string;
  droplet_ids: number[];
  redirect_http_to_https: boolean;
  enable_proxy_protocol: boolean;
  enable_backend_keepalive: boolean;
  disable_lets_encrypt_dns_records: boolean;
  http_idle_timeout_seconds: number;
  vpc_uuid: string;
  project_id: string;
  firewall: { allow: string[]; deny: string[] };
  network: string;
  network_stack: string;
  type: string;
  tls_cipher_policy: string;
}

/** @param certificateId of a certificate's name. */
export function requestOf(inputs: BalancerInputs, certificateId: (name: string) => string): object {
  const check = inputs.healthcheck;
  const sessions = inputs.stickySessions;
  return {
    ...{ name: inputs.name, region: inputs.region, algorithm: inputs.algorithm },
    ...{ size_unit: inputs.sizeUnit, type: inputs.type, network: inputs.network },
    forwarding_rules: (inputs.forwardingRules ?? []).map((rule: ForwardingRule) => {
      const name = rule.certificateName ?? rule.certificateId;
      return {
        entry_protocol: rule.entryProtocol,
        entry_port: rule.entryPort,
        target_protocol: rule.targetProtocol,
        target_port: rule.targetPort,
        tls_passthrough: rule.tlsPassthrough ?? false,
        ...(name !== undefined && { certificate_id: certificateId(name) }),
      };
    }),
    ...(check !== undefined && {
      health_check: {
        ...{ protocol: check.protocol, port: check.port, path: check.path ?? "/" },
        check_interval_seconds:
          check.checkIntervalSeconds ?? HEALTHCHECK_DEFAULTS.checkIntervalSeconds,
        response_timeout_seconds:
          check.responseTimeoutSeconds ?? HEALTHCHECK_DEFAULTS.responseTimeoutSeconds,
        unhealthy_threshold: check.unhealthyThreshold ?? HEALTHCHECK_DEFAULTS.unhealthyThreshold,
        healthy_threshold: check.healthyThreshold ?? HEALTHCHECK_DEFAULTS.healthyThreshold,
      },
    }),
    ...(sessions !== undefined && {
      sticky_sessions: {
        type: sessions.type ?? "none",
        cookie_name: sessions.cookieName,
        cookie_ttl_seconds: sessions.cookieTtlSeconds,
      },
    }),
    ...(inputs.dropletTag === undefined
      ? { droplet_ids: inputs.dropletIds ?? [] }
      : { tag: inputs.dropletTag }),
    redirect_http_to_https: inputs.redirectHttpToHttps,
    enable_proxy_protocol: inputs.enableProxyProtocol,
    enable_backend_keepalive: inputs.enableBackendKeepalive,
    disable_lets_encrypt_dns_records: inputs.disableLetsEncryptDnsRecords,
    http_idle_timeout_seconds: inputs.httpIdleTimeoutSeconds,
    vpc_uuid: inputs.vpcUuid,
    project_id: inputs.projectId,
    network_stack: inputs.networkStack,
    tls_cipher_policy: inputs.tlsCipherPolicy,
    ...(inputs.firewall !== undefined && {
      firewall: { allow: inputs.firewall.allows, deny: inputs.firewall.denies },
    }),
  };
}

export function stateOf(balancer: ApiBalancer, certificates: readonly ApiCertificate[]): Props {
  const { health_check: check, sticky_sessions: sessions } = balancer;
  return {
    ...{ name: balancer.name, ip: balancer.ip, ipv6: balancer.ipv6, status: balancer.status },
    ...{ algorithm: balancer.algorithm, size: balancer.size, sizeUnit: balancer.size_unit },
    loadBalancerUrn: `do:loadbalancer:${balancer.id}`,
    region: balancer.region.slug,
    forwardingRules: balancer.forwarding_rules.map((rule) => {
      const found = certificates.find(({ id }) => id === rule.certificate_id);
      return {
        entryProtocol: rule.entry_protocol,
        entryPort: rule.entry_port,
        targetProtocol: rule.target_protocol,
        targetPort: rule.target_port,
        tlsPassthrough: rule.tls_passthrough,
        certificateId: rule.certificate_id,
        certificateName: found?.name ?? "",
      };
    }),
    healthcheck: {
      ...{ protocol: check.protocol, port: check.port, path: check.path },
      checkIntervalSeconds: check.check_interval_seconds,
      responseTimeoutSeconds: check.response_timeout_seconds,
      unhealthyThreshold: check.unhealthy_threshold,
      healthyThreshold: check.healthy_threshold,
    },
    stickySessions: {
      type: sessions.type,
      ...(sessions.cookie_name !== undefined && { cookieName: sessions.cookie_name }),
      ...(sessions.cookie_ttl_seconds !== undefined && {
        cookieTtlSeconds: sessions.cookie_ttl_seconds,
      }),
    },
    dropletIds: balancer.droplet_ids,
    ...(balancer.tag !== "" && { dropletTag: balancer.tag }),
    redirectHttpToHttps: balancer.redirect_http_to_https,
    enableProxyProtocol: balancer.enable_proxy_protocol,
    enableBackendKeepalive: balancer.enable_backend_keepalive,
    disableLetsEncryptDnsRecords: balancer.disable_lets_encrypt_dns_records,
    httpIdleTimeoutSeconds: balancer.http_idle_timeout_seconds,
    vpcUuid: balancer.vpc_uuid,
    projectId: balancer.project_id,
    firewall: { allows: balancer.firewall.allow, denies: balancer.firewall.deny },
    ...{ network: balancer.network, networkStack: balancer.network_stack, type: balancer.type },
    tlsCipherPolicy: balancer.tls_cipher_policy,
    ...{ domains: [], glbSettings: {}, targetLoadBalancerIds: [], subnetUuid: "" },
  };
}

/** The inputs that would make what was found: what was written, with the values that are there now. */
export function inputsOf(state: Props, before: BalancerInputs | undefined): Props {
  const own = before as Props | undefined;
  const both = { before: own ?? {}, after: state };
  const inputs: Props = {};
  for (const [name, { compare }] of Object.entries(BALANCER_FIELDS)) {
    const wanted = own?.[name];
    const live = state[name];
    if (
      own === undefined
        ? ["name", "region", "forwardingRules", "dropletTag"].includes(name)
        : wanted !== undefined
    )
      inputs[name] = compare.differences(name, wanted, live, both).length === 0 ? wanted : live;
  }
  // Those of a tag are only shown.
  if (state["dropletTag"] !== undefined) delete inputs["dropletIds"];
  return inputs;
}
