import { expect, it } from "vitest";

import { packetRules } from "../../../../lab/digitalocean/network/packet-rules";

const OPEN = { protocol: "tcp", ports: "8000-9000", peers: ["10.0.0.0/8", "1.2.3.4"] } as const;

it("must let everything through where there is no firewall, and hang in the chains once", () => {
  expect(packetRules(undefined, true)).toBe(`*mangle
:SLIPWAY-CLOUD-IN - [0:0]
:SLIPWAY-CLOUD-OUT - [0:0]
-A PREROUTING -i eth+ -j SLIPWAY-CLOUD-IN
-A POSTROUTING -o eth+ -j SLIPWAY-CLOUD-OUT
COMMIT
`);
  expect(packetRules(undefined, false)).not.toContain("PREROUTING");
});

it("must let through each peer's traffic and answers, and drop the rest", () => {
  const rules = packetRules({ inbound: [OPEN], outbound: [] }, false).split("\n");
  expect(rules.filter((line) => line.startsWith("-A SLIPWAY-CLOUD-IN"))).toEqual([
    "-A SLIPWAY-CLOUD-IN -m conntrack --ctstate ESTABLISHED,RELATED -j RETURN",
    "-A SLIPWAY-CLOUD-IN -p tcp --dport 8000:9000 -s 10.0.0.0/8 -j RETURN",
    "-A SLIPWAY-CLOUD-IN -p tcp --dport 8000:9000 -s 1.2.3.4 -j RETURN",
    "-A SLIPWAY-CLOUD-IN -j DROP",
  ]);
  expect(rules.filter((line) => line.startsWith("-A SLIPWAY-CLOUD-OUT"))).toHaveLength(2);
});

it("must take port 0 for all ports", () => {
  const all = { protocol: "icmp", ports: "0", peers: ["0.0.0.0/0"] } as const;
  expect(packetRules({ inbound: [], outbound: [all] }, false)).toContain(
    "-A SLIPWAY-CLOUD-OUT -p icmp -d 0.0.0.0/0 -j RETURN\n",
  );
});
