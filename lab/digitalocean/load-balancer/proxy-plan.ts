import type { BalancerSpec } from "./balancer-spec";

export interface Listener {
  port: number;
  /** What is looked into, and whether TLS ends here. */
  kind: "http" | "https" | "tcp";
  tls?: { cert: string; key: string };
  target: { port: number; tls: boolean };
}

export interface Backend {
  id: number;
  address: string;
}

/** All that a proxy has to do. */
export interface ProxyPlan {
  listeners: Listener[];
  backends: Backend[];
  health: BalancerSpec["health_check"];
  sticky: BalancerSpec["sticky_sessions"];
  redirectToHttps: boolean;
  proxyProtocol: boolean;
  leastConnections: boolean;
  idleTimeoutSeconds: number;
  allow: string[];
  deny: string[];
}

/** @param certificate of an id. */
export function proxyPlan(
  spec: BalancerSpec,
  backends: Backend[],
  certificate: (id: string) => Listener["tls"],
): ProxyPlan {
  return {
    listeners: spec.forwarding_rules.map((rule) => {
      const { entry_port, entry_protocol, target_port, target_protocol } = rule;
      // Passed through is what nobody looks into.
      const kind = rule.tls_passthrough ? "tcp" : entry_protocol;
      return {
        port: entry_port,
        kind,
        ...(kind === "https" && { tls: certificate(rule.certificate_id) }),
        target: { port: target_port, tls: target_protocol === "https" && kind !== "tcp" },
      };
    }),
    backends,
    health: spec.health_check,
    sticky: spec.sticky_sessions,
    redirectToHttps: spec.redirect_http_to_https,
    proxyProtocol: spec.enable_proxy_protocol,
    leastConnections: spec.algorithm === "least_connections",
    idleTimeoutSeconds: spec.http_idle_timeout_seconds,
    allow: spec.firewall?.allow ?? [],
    deny: spec.firewall?.deny ?? [],
  };
}
