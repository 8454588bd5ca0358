import { BlockList } from "node:net";

/** Whether an address may use a load balancer: rules that allow count before those that deny. */
export function accessOf(allow: readonly string[], deny: readonly string[]) {
  const [allowed, denied] = [listOf(allow), listOf(deny)];
  return (address: string): boolean => {
    const plain = address.replace(/^::ffff:/, "");
    if (allowed.check(plain)) return true;
    return allow.length === 0 && !denied.check(plain);
  };
}

function listOf(rules: readonly string[]): BlockList {
  const list = new BlockList();
  for (const rule of rules) {
    const [address = "", prefix] = rule.replace(/^(ip|cidr):/, "").split("/");
    if (prefix === undefined) list.addAddress(address);
    else list.addSubnet(address, Number(prefix));
  }
  return list;
}
