import { expect, it } from "vitest";
import { textTable } from "../../../../cli/fleet/text-table";

it("must set columns under each other, and leave out those in which nothing stands", () => {
  const rows = [
    ["web-1", "", "ok"],
    ["db", "", "failed"],
  ];
  expect(textTable(["HOST", "NOTE", "STATUS"], rows)).toBe(
    "HOST   STATUS\nweb-1  ok\ndb     failed\n",
  );
});
