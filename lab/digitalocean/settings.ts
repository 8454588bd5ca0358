import type { LabRecord } from "../lab-folder";

export interface DigitalOceanOptions {
  /** Milliseconds that each action takes at least. Defaults to 500. */
  actionMs?: number;
  /** Milliseconds that the creation of a droplet takes at least. Defaults to 2000. */
  createMs?: number;
  /** Calls that are allowed. Default to DigitalOcean's own 5000 an hour, and 250 a minute. */
  callsPerHour?: number;
  callsPerMinute?: number;
  /** Most droplets at a time. Defaults to 25, as of a new account. */
  dropletLimit?: number;
  /** Droplets begin without Docker's packages, so that apt has to bring them. Defaults to false: then they are there, and don't run. */
  bare?: boolean;
}

/** What the API's process is told. */
export interface Settings {
  lab: LabRecord;
  /** `http://…`, where it listens. */
  endpoint: string;
  token: string;
  /** How many addresses the lab's own hosts have. */
  firstIndex: number;
  options: Required<DigitalOceanOptions>;
}

export const DEFAULTS: Required<DigitalOceanOptions> = Object.freeze({
  actionMs: 500,
  createMs: 2000,
  callsPerHour: 5000,
  callsPerMinute: 250,
  dropletLimit: 25,
  bare: false,
});
