/** US dollars a month, of what DigitalOcean's API has no price list for (October 2026). */
export const PRICES = Object.freeze({
  /** Each node of a load balancer. */
  loadBalancerNode: 12,
  registry: { starter: 0, basic: 5, professional: 20 },
  /** A highly available control plane of a Kubernetes cluster. */
  kubernetesHighlyAvailable: 40,
  /** Each GiB of a volume. */
  volumeGib: 0.1,
  /** A reserved IP that leads to no droplet. */
  idleReservedIp: 5,
  /** Share of a droplet's price for weekly backups. */
  weeklyBackups: 0.2,
  /** Share of a droplet's price for daily backups. */
  dailyBackups: 0.3,
});

/** Whole cents. */
export function dollars(amount: number): number {
  return Math.round(amount * 100) / 100;
}
