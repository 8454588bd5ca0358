import { DnsRecord, type DnsRecordArgs } from "@pulumi/digitalocean/dnsRecord";
import { Domain as Official } from "@pulumi/digitalocean/domain";
import { getDomain } from "@pulumi/digitalocean/getDomain";
import * as pulumi from "@pulumi/pulumi";
import { absoluteName, fullName } from "../../model/digitalocean/dns-records";
import { mapInput } from "../inputs";
import { refusal, refuse } from "../mistakes";
import { transformed } from "../transform";
import { domainMistakes, recordsOf, type DomainArgs, type NamedRecord } from "./domain-args";

export type { AddressSource, DnsName, DomainArgs, HasAddress } from "./domain-args";

/** A domain whose names DigitalOcean's servers tell, and its records. */
export class Domain extends pulumi.ComponentResource {
  /** Such as `shop.example.com`. */
  readonly domain: string;
  private readonly official: Official | undefined;
  private readonly records: readonly DnsRecord[];

  constructor(name: string, args: DomainArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:digitalocean:Domain", name, {}, opts);
    const records = recordsOf(args);
    refuse(domainMistakes(args, records), this);
    this.domain = args.domain;
    if (args.existing !== true)
      this.official = new Official(name, { name: args.domain }, { parent: this });
    const domain = this.official?.name ?? pulumi.output(this.find());
    this.records = records.map((record, index) =>
      this.makeRecord(`${name}-${record.child}`, domain, record, args, index),
    );
    this.registerOutputs({ domain: this.domain });
  }

  /** The full name of one in it: `www` is `www.shop.example.com`, `@` the domain itself. */
  fqdn(name: string): string {
    return fullName(name, this.domain);
  }

  private async find(): Promise<string> {
    try {
      return (await getDomain({ name: this.domain }, { parent: this })).name;
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      throw refusal(
        `domain: expected one that the account has, and ${this.domain} can't be found: ${said}`,
        this,
      );
    }
  }

  private makeRecord(
    child: string,
    domain: pulumi.Output<string>,
    record: NamedRecord,
    { transforms }: DomainArgs,
    index: number,
  ): DnsRecord {
    const { name, type, value, ttlSeconds, priority, port, weight, flags, tag } = record;
    const isName = !["A", "AAAA", "TXT"].includes(type) && tag !== "iodef";
    const childArgs: DnsRecordArgs = {
      ...{ domain, type, name, ttl: ttlSeconds },
      value: isName ? mapInput(value, (host) => absoluteName(host, this.domain)) : value,
      ...(priority !== undefined && { priority }),
      ...(port !== undefined && { port }),
      ...(weight !== undefined && { weight }),
      ...(flags !== undefined && { flags }),
      ...(tag !== undefined && { tag }),
    };
    const opts: pulumi.CustomResourceOptions = {
      parent: this,
      // A CNAME and an address of one name can't be there at the same time.
      deleteBeforeReplace: true,
    };
    return new DnsRecord(child, transformed(transforms?.record, childArgs, opts, index), opts);
  }

  /** The resources beneath. */
  get nodes(): { domain: Official | undefined; records: readonly DnsRecord[] } {
    return { domain: this.official, records: this.records };
  }
}
