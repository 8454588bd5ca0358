import { describe, expect, it } from "vitest";

import { LAB_USERS, labUserId, withLabUsers } from "../../../lab/host/users";

const files = {
  passwd: "root:x:0:0:root:/root:/bin/bash\n",
  shadow: "root:*:19000:0:99999:7:::\n",
  group: "root:x:0:\ndocker:x:105:someone\n",
};

describe("the users of a lab host", () => {
  const made = withLabUsers(files, "word");

  it("must stand in all three files, under one id", () => {
    for (const { name } of LAB_USERS) {
      const id = labUserId(name);
      expect(made.passwd).toContain(`\n${name}:x:${id}:${id}::/home/${name}:/bin/bash\n`);
      expect(made.shadow).toContain(`\n${name}:`);
      expect(made.group).toContain(`\n${name}:x:${id}:\n`);
    }
  });

  it("must leave those of the machine, but nobody of them in the group docker", () => {
    expect(made.passwd.startsWith(files.passwd)).toBe(true);
    expect(made.group).toContain("root:x:0:\ndocker:x:105:deploy\n");
  });

  it("must have a password only where sudo asks for one", () => {
    expect(made.shadow).toMatch(/^careful:\$6\$/m);
    expect(made.shadow.match(/:\$6\$/g)).toHaveLength(1);
    expect(made.shadow).not.toContain("word");
  });
});
