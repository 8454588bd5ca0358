import type { ContainerInputs } from "../../../../plugins/docker/resources/container/container-inputs";
import type { TrialsFor } from "../trial";
import type { World } from "../world";
import { host, inside, MIB, type FoundContainer } from "./container-reading";

/** What a container reads and writes. */
export const containerStorage = ({ volumes: [one = "", two = ""], folders, peer }: World) => {
  const [folder = "", other = ""] = folders;
  const from = (found: FoundContainer) => found.Mounts.map(({ Name, Source }) => Name ?? Source);
  return {
    mounts: [
      {
        what: "tmpfs",
        base: [{ type: "tmpfs", target: "/m", tmpfsOptions: { sizeBytes: MIB, mode: 0o700 } }],
        alike: [
          [
            {
              type: "tmpfs",
              target: "/m/",
              readOnly: false,
              tmpfsOptions: { mode: 0o700, sizeBytes: MIB },
            },
          ],
        ],
        changed: [{ type: "tmpfs", target: "/m", tmpfsOptions: { sizeBytes: 2 * MIB } }],
        inDocker: host((of) => of.Mounts?.[0]?.TmpfsOptions?.SizeBytes, {
          base: MIB,
          changed: 2 * MIB,
        }),
      },
      {
        what: "volume",
        base: [
          {
            type: "volume",
            source: one,
            target: "/m",
            volumeOptions: { noCopy: true, labels: [{ label: "a", value: "1" }] },
          },
        ],
        changed: [{ type: "volume", source: two, target: "/m", readOnly: true }],
        inDocker: { of: from, base: [one], changed: [two] },
      },
      {
        what: "bind",
        base: [
          { type: "bind", source: folder, target: "/m", bindOptions: { propagation: "rprivate" } },
        ],
        changed: [{ type: "bind", source: other, target: "/m" }],
        inDocker: { of: from, base: [folder], changed: [other] },
      },
    ],
    readOnly: [
      {
        base: true,
        changed: false,
        inDocker: host((of) => of.ReadonlyRootfs, { base: true, changed: false }),
      },
    ],
    storageOpts: [
      {
        base: undefined,
        changed: { size: "1G" },
        onlyShown: "needs a storage driver with quotas, such as overlay2 on xfs with pquota",
      },
    ],
    tmpfs: [
      {
        base: { "/t": "size=1m,mode=755" },
        alike: [{ "/t": "mode=755,size=1m" }],
        changed: { "/t": "size=2m" },
        inDocker: host((of) => of.Tmpfs, {
          base: { "/t": "size=1m,mode=755" },
          changed: { "/t": "size=2m" },
        }),
      },
    ],
    uploads: [
      {
        what: "content",
        base: [{ file: "/etc/one", content: "one\n" }],
        alike: [[{ file: "/etc/one", contentBase64: Buffer.from("one\n").toString("base64") }]],
        changed: [{ file: "/etc/one", content: "two\n" }],
        byHand: inside("echo three > /etc/one"),
      },
      {
        what: "mode",
        base: [{ file: "/etc/one", content: "one\n", permissions: "0600" }],
        alike: [[{ file: "/etc/one", content: "one\n", permissions: "600" }]],
        changed: [{ file: "/etc/one", content: "one\n", executable: true }],
        byHand: inside("chmod 777 /etc/one"),
      },
      {
        what: "one more",
        base: [{ file: "/etc/one", content: "one\n" }],
        changed: [
          { file: "/etc/two", content: "two\n" },
          { file: "/etc/one", content: "one\n" },
        ],
        byHand: inside("rm /etc/one"),
      },
      {
        what: "one less",
        base: [
          { file: "/etc/one", content: "one\n" },
          { file: "/etc/two", content: "two\n" },
        ],
        changed: [{ file: "/etc/two", content: "two\n" }],
      },
    ],
    volumes: [
      {
        what: "volume",
        base: [{ volumeName: one, containerPath: "/v" }],
        alike: [[{ volumeName: one, containerPath: "/v/", readOnly: false }]],
        changed: [{ volumeName: two, containerPath: "/v", readOnly: true }],
        inDocker: { of: from, base: [one], changed: [two] },
      },
      {
        what: "folder of the host",
        base: [{ hostPath: folder, containerPath: "/v", readOnly: true }],
        changed: [{ hostPath: other, containerPath: "/v" }],
        inDocker: { of: from, base: [folder], changed: [other] },
      },
      {
        what: "of another container",
        base: [{ fromContainer: peer }],
        changed: [{ fromContainer: peer, readOnly: true }],
        inDocker: host((of) => of.VolumesFrom, { base: [peer], changed: [`${peer}:ro`] }),
      },
      {
        what: "anonymous",
        base: [{ containerPath: "/v" }],
        changed: [{ containerPath: "/w" }],
        inDocker: {
          of: (found) => found.Mounts.map(({ Destination }) => Destination),
          base: ["/v"],
          changed: ["/w"],
        },
      },
    ],
  } satisfies Partial<TrialsFor<ContainerInputs, FoundContainer>>;
};
