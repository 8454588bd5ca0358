import { expect, it } from "vitest";

import { withoutPackages } from "../../../lab/host/hide-docker";

it("must take Docker and its kin, and nothing else, from dpkg's list", () => {
  const stanza = (name: string) => `Package: ${name}\nStatus: install ok installed\nVersion: 1`;
  const kept = ["bash", "python3-docker", "zlib1g"].map(stanza);
  const gone = ["docker.io", "docker-ce-cli", "containerd.io", "runc"].map(stanza);
  const [bash = "", ...others] = kept;
  const status = `${[bash, ...gone, ...others].join("\n\n")}\n`;
  expect(withoutPackages(status)).toBe(`${kept.join("\n\n")}\n`);
});
