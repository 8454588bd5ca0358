import { isIPv4, isIPv6 } from "../compose/canonical/ip-address";
import { isLater } from "../later";
import { joinPath, show, type Mistake } from "../mistakes";

/** DigitalOcean's own. */
export const TTL_SECONDS = 1800;
const LEAST_TTL_SECONDS = 30;

export type DnsType = "A" | "AAAA" | "CNAME" | "MX" | "TXT" | "SRV" | "CAA" | "NS";

/** One record, of which `V` is what it leads to. */
export interface DnsRecordSpec<V> {
  /** Where the program says it. */
  path: string;
  /** In the domain: `www`, `@`. */
  name: string;
  type: DnsType;
  value: V;
  ttlSeconds: number;
  priority?: number;
  port?: number;
  weight?: number;
  flags?: number;
  tag?: string;
}

/** What a record's value is as a name in the DNS. One word is in the domain. */
export function absoluteName(value: string, domain: string): string {
  if (value === "@" || value.endsWith(".")) return value;
  return value.includes(".") ? `${value}.` : `${value}.${domain}.`;
}

/** `www` in `example.com` is `www.example.com`. */
export function fullName(name: string, domain: string): string {
  return name === "@" ? domain : `${name}.${domain}`;
}

const LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?";
const NAME = new RegExp(`^(@|\\*|(\\*\\.)?${LABEL}(\\.${LABEL})*)$`);
const DOMAIN = new RegExp(`^(?=.{4,253}$)(${LABEL}\\.)+[a-z][a-z0-9-]*[a-z0-9]$`);
const HOST = new RegExp(`^(@|${LABEL}(\\.${LABEL})*\\.?)$`, "i");

export function domainMistake(domain: string): string | undefined {
  if (DOMAIN.test(domain)) return undefined;
  return `expected a domain such as shop.example.com, in small letters, got ${show(domain)}`;
}

/** What is wrong with a name in a domain; undefined where nothing is. */
export function nameMistake(name: string, domain: string): string | undefined {
  if (name === domain) return 'is the domain itself, which is called "@" here';
  if (name.endsWith(`.${domain}`))
    return `is with the domain; expected ${show(name.slice(0, -domain.length - 1))}`;
  if (NAME.test(name)) return undefined;
  return `expected @, or a name in the domain such as www or *.shop, got ${show(name)}`;
}

export function ttlMistake(ttlSeconds: unknown): string | undefined {
  if (isWhole(ttlSeconds, LEAST_TTL_SECONDS, 2 ** 31 - 1)) return undefined;
  return `expected a whole number of ${LEAST_TTL_SECONDS} or more, got ${show(ttlSeconds)}`;
}

/** All mistakes in records of one name. What is only known later is `LATER`. */
export function recordMistakes(records: readonly DnsRecordSpec<unknown>[]): Mistake[] {
  const mistakes = records.flatMap(mistakesOf);
  const alias = records.find(({ type }) => type === "CNAME");
  if (alias !== undefined) {
    if (alias.name === "@")
      mistakes.push({ path: alias.path, problem: "can't be at @, where the domain itself is" });
    const other = records.find((each) => each !== alias);
    if (other !== undefined)
      mistakes.push({
        path: alias.path,
        problem: `can't be beside other records of the name, and there is ${other.path}`,
      });
  }
  records.forEach((record, index) => {
    const { type, value } = record;
    const twin = records
      .slice(0, index)
      .find((each) => each.type === type && each.value === value && samePlace(each, record));
    if (twin !== undefined && !isLater(value))
      mistakes.push({ path: record.path, problem: `says the same as ${twin.path}` });
  });
  return mistakes;
}

const samePlace = (one: DnsRecordSpec<unknown>, other: DnsRecordSpec<unknown>) =>
  one.port === other.port && one.tag === other.tag;

function mistakesOf(record: DnsRecordSpec<unknown>): Mistake[] {
  const { path, name, type, value, tag } = record;
  const mistakes: Mistake[] = [];
  const problem = isLater(value) ? undefined : valueMistake(type, value, tag);
  if (problem !== undefined) mistakes.push({ path, problem });
  for (const key of ["priority", "port", "weight"] as const) {
    const number = record[key];
    if (number !== undefined && !isWhole(number, 0, 65_535))
      mistakes.push({
        path: joinPath(path, key),
        problem: `expected a whole number from 0 to 65535, got ${show(number)}`,
      });
  }
  if (type === "SRV" && !/^_[a-z0-9-]+\._[a-z]+(\.|$)/.test(name))
    mistakes.push({ path, problem: `is for a name such as _sip._tcp, got ${show(name)}` });
  if (tag !== undefined && !["issue", "issuewild", "iodef"].includes(tag))
    mistakes.push({
      path: joinPath(path, "tag"),
      problem: `expected "issue", "issuewild" or "iodef", got ${show(tag)}`,
    });
  return mistakes;
}

function valueMistake(type: DnsType, value: unknown, tag: string | undefined): string | undefined {
  if (typeof value !== "string" || value === "") return `expected a text, got ${show(value)}`;
  if (type === "TXT" || tag === "iodef") return undefined;
  if (type === "A")
    return isIPv4(value) ? undefined : `expected an IPv4 address, got ${show(value)}`;
  if (type === "AAAA")
    return isIPv6(value) ? undefined : `expected an IPv6 address, got ${show(value)}`;
  return HOST.test(value) ? undefined : `expected the name of a host, got ${show(value)}`;
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
