import type { Check } from "./check-project";

interface Published {
  service: string;
  index: number;
  address: string;
  port: string;
  protocol: string;
}

/** Two services can't publish one port of a host. Ranges are left out: the engine takes a free one of them. */
export function checkPorts({ project, mistake }: Check): void {
  const seen: Published[] = [];
  for (const [service, { ports = [] }] of Object.entries(project.services))
    ports.forEach(({ published, host_ip, protocol = "tcp" }, index) => {
      if (published === undefined || !/^[1-9]\d*$/.test(published)) return;
      const own = { service, index, address: host_ip ?? "", port: published, protocol };
      const other = seen.find((each) => each.service !== service && conflict(each, own));
      if (other !== undefined)
        mistake(
          ["services", service, "ports", index],
          `publishes port ${published}/${protocol}, which the service "${other.service}" publishes as well`,
        );
      seen.push(own);
    });
}

const ANY = ["", "0.0.0.0", "::"];

function conflict(a: Published, b: Published): boolean {
  if (a.port !== b.port || a.protocol !== b.protocol) return false;
  return a.address === b.address || ANY.includes(a.address) || ANY.includes(b.address);
}
