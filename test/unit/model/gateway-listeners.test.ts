import { expect, test } from "vitest";
import { listenerName, listenersOf } from "../../../model/gateway-listeners";

const HTTP = { name: "http", protocol: "HTTP", port: 80 };
const https = (name: string, secret: string, hostname?: string) => ({
  ...{ name, protocol: "HTTPS", port: 443 },
  ...(hostname !== undefined && { hostname }),
  tls: { certificateRefs: [{ name: secret }] },
});

test("each host with a certificate has a listener, beside that for plain HTTP", () => {
  expect(listenersOf([])).toEqual({ listeners: [HTTP], mistakes: [] });
  expect(
    listenersOf([
      { host: "a.example.com", secret: "a" },
      { host: "*.example.com", secret: "any" },
      { secret: "other" },
      { host: "a.example.com", secret: "a" },
    ]),
  ).toEqual({
    listeners: [
      HTTP,
      https("https-a.example.com", "a", "a.example.com"),
      https("https-wildcard.example.com", "any", "*.example.com"),
      https("https", "other"),
    ],
    mistakes: [],
  });
});

test("a host has one certificate", () => {
  const { mistakes } = listenersOf([
    { host: "a.example.com", secret: "a" },
    { host: "a.example.com", secret: "b" },
  ]);
  expect(mistakes).toEqual([
    {
      path: "tlsSecret",
      problem: 'a host has one certificate, but a.example.com has "a" and "b"',
    },
  ]);
});

test("names are such as the API takes", () => {
  for (const host of [undefined, "example.com", "*.example.com"])
    expect(listenerName("https", host)).toMatch(
      /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    );
});
