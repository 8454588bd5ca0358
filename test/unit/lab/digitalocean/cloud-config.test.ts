import { expect, it } from "vitest";

import { planOf } from "../../../../lab/digitalocean/droplet/cloud-config";

it("must run what begins with #! as it is", () => {
  const script = "#!/bin/bash\necho hello\n";
  expect(planOf(script)).toMatchObject({ script, warnings: [], files: [] });
});

it("must do nothing without user data", () => {
  expect(planOf("")).toMatchObject({ files: [], warnings: [] });
  expect(planOf("").script).toBeUndefined();
});

it("must read a cloud-config", () => {
  const plan = planOf(`#cloud-config
ssh_keys:
  ed25519_private: |
    KEY
  ed25519_public: ssh-ed25519 AAAA
ssh_authorized_keys: [ssh-ed25519 BBBB]
package_update: true
packages: [docker.io]
write_files:
  - path: /etc/a
    content: aGk=
    encoding: b64
    permissions: "0600"
    owner: root:docker
  - path: /etc/b
users:
  - default
  - name: deploy
    groups: docker, sudo
    sudo: ALL=(ALL) NOPASSWD:ALL
    ssh_authorized_keys: [ssh-ed25519 CCCC]
bootcmd: [echo first]
runcmd:
  - systemctl enable --now docker
  - [sh, -c, "echo it's \\"1\\"", 2]
package_upgrade: true
swap: {}
`);
  expect(plan.hostKeys).toEqual({
    ed25519: { private: "KEY\n", public: "ssh-ed25519 AAAA\n" },
  });
  expect(plan.authorizedKeys).toEqual(["ssh-ed25519 BBBB"]);
  expect(plan.files).toMatchObject([
    { path: "/etc/a", content: Buffer.from("hi"), mode: "0600", owner: "root:docker" },
    { path: "/etc/b", content: Buffer.from(""), mode: "0644", owner: "root:root" },
  ]);
  expect(plan.users).toEqual([
    {
      ...{ name: "deploy", shell: "/bin/bash", sudo: ["ALL=(ALL) NOPASSWD:ALL"] },
      ...{ groups: ["docker", "sudo"], keys: ["ssh-ed25519 CCCC"] },
    },
  ]);
  expect(plan).toMatchObject({ updatePackages: true, packages: ["docker.io"] });
  expect(plan.bootScript).toBe("#!/bin/sh\necho first\n");
  expect(plan.script).toBe(
    `#!/bin/sh\nsystemctl enable --now docker\n'sh' '-c' 'echo it'\\''s "1"' '2'\n`,
  );
  expect(plan.warnings).toEqual(["swap is not done on a droplet of the lab"]);
});

it.each([
  ["echo hello", "Unhandled"],
  ["#cloud-config\na: [", "Failed loading yaml"],
  ["#cloud-config\nruncmd: 1", "Invalid cloud-config"],
])("must warn, as cloud-init does, of %j", (text, part) => {
  expect(planOf(text).warnings.join()).toContain(part);
});
