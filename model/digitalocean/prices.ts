/** US dollars a month, of what DigitalOcean's API has no price list for (October 2026). */
export const PRICES = Object.freeze({
  /** Each node of a load balancer. */
  loadBalancerNode: 12,
  /** Each GiB of a volume. */
  volumeGib: 0.1,
  /** Share of a droplet's price for weekly backups. */
  weeklyBackups: 0.2,
  /** Share of a droplet's price for daily backups. */
  dailyBackups: 0.3,
});

/** Whole cents. */
export function dollars(amount: number): number {
  return Math.round(amount * 100) / 100;
}
