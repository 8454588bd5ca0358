import { expect, it } from "vitest";

import {
  addressText,
  isPrivate,
  netmask,
  overlap,
  parseRange,
  Pool,
} from "../../../../lab/digitalocean/network/ranges";

it.each(["10.0.0.1/24", "10.0.0.0/33", "10.0.0/24", "256.0.0.0/8", "10.0.0.0", "x"])(
  "must refuse %s",
  (text) => {
    expect(parseRange(text)).toBeUndefined();
  },
);

it("must know a range's first and last address", () => {
  const range = parseRange("192.168.4.0/22")!;
  expect([addressText(range.first), addressText(range.last)]).toEqual([
    "192.168.4.0",
    "192.168.7.255",
  ]);
  expect([netmask(22), netmask(0), netmask(32)]).toEqual([
    "255.255.252.0",
    "0.0.0.0",
    "255.255.255.255",
  ]);
});

it("must tell overlaps and private ranges", () => {
  const [a, b, c] = ["10.1.0.0/16", "10.1.2.0/24", "10.2.0.0/16"].map((each) => parseRange(each)!);
  expect([overlap(a!, b!), overlap(b!, a!), overlap(a!, c!)]).toEqual([true, true, false]);
  expect(isPrivate(parseRange("172.31.0.0/16")!)).toBe(true);
  expect(isPrivate(parseRange("172.32.0.0/16")!)).toBe(false);
});

it("must lend what has been free for the longest time", () => {
  const pool = new Pool(1, 2);
  expect([pool.take(), pool.take(), pool.take()]).toEqual([1, 2, undefined]);
  pool.give(2);
  pool.give(1);
  expect(pool.take()).toBe(2);
});
