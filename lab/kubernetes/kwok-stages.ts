/**
 * What becomes of pods on fake nodes, as configuration of kwok. It keeps to what a real node would do with the same pod:
 *
 * - an image of the registry `absent.invalid` can't be pulled, for nothing is ever called so;
 * - a container whose command is `false` ends with code 1, again and again;
 * - a container whose readiness probe is the command `false` runs and never gets ready;
 * - a container of a Job runs and ends with code 0;
 * - everything else is ready at once, and again when its node was lost and is back.
 */
export function kwokConfiguration(logFile: string): string {
  const documents = [
    stage("pod-pull-fails", NEW, [PULL_FAILS], waiting("ImagePullBackOff", PULL_MESSAGE)),
    stage("pod-crashes", NEW, [not(PULL_FAILS), CRASHES], CRASHED),
    stage("pod-never-ready", NEW, [not(PULL_FAILS), not(CRASHES), UNREADY], running(false)),
    stage("pod-ready", NEW, [not(PULL_FAILS), not(CRASHES), not(UNREADY)], running(true)),
    stage(
      "pod-ready-again",
      RUNS,
      [UNREADY_BY_NODE, not(CRASHES), not(UNREADY), not(PULL_FAILS)],
      conditions(true),
    ),
    stage("pod-complete", RUNS, [OF_JOB], COMPLETED),
    stage("pod-delete", GONE, [], undefined),
    {
      apiVersion: "kwok.x-k8s.io/v1alpha1",
      kind: "ClusterLogs",
      metadata: { name: "every-pod" },
      spec: { logs: [{ logsFile: logFile, previousLogsFile: logFile, follow: false }] },
    },
  ];
  return documents.map((document) => JSON.stringify(document)).join("\n---\n");
}

/** What each container on a fake node has written to its log, as a kubelet keeps it. */
export const FAKE_LOG = ["starting", "could not open /data/db: no such file"]
  .map((line) => `2026-01-01T00:00:00.000000000Z stdout F ${line}\n`)
  .join("");

interface Expression {
  key: string;
  operator: "Exists" | "DoesNotExist" | "In";
  values?: string[];
}

const NEW: Expression[] = [
  { key: ".metadata.deletionTimestamp", operator: "DoesNotExist" },
  { key: ".status.podIP", operator: "DoesNotExist" },
];
const RUNS: Expression[] = [
  { key: ".metadata.deletionTimestamp", operator: "DoesNotExist" },
  { key: ".status.phase", operator: "In", values: ["Running"] },
];
const GONE: Expression[] = [{ key: ".metadata.deletionTimestamp", operator: "Exists" }];

const PULL_FAILS = exists('.spec.containers[].image | select(startswith("absent.invalid/"))');
const CRASHES = exists('.spec.containers[] | .command[0]? | select(. == "false")');
const UNREADY = exists(
  '.spec.containers[] | .readinessProbe.exec.command[0]? | select(. == "false")',
);
/** Whoever watches nodes marks the pods of a lost one so. */
const UNREADY_BY_NODE = exists(
  '.status.conditions[] | select(.type == "Ready") | .status | select(. == "False")',
);
const OF_JOB: Expression = {
  key: ".metadata.ownerReferences.[].kind",
  operator: "In",
  values: ["Job"],
};

const PULL_MESSAGE =
  "Back-off pulling image {{ .image }}: failed to resolve reference: dial tcp: lookup absent.invalid: no such host";

function exists(key: string): Expression {
  return { key, operator: "Exists" };
}

function not({ key }: Expression): Expression {
  return { key, operator: "DoesNotExist" };
}

function stage(
  name: string,
  when: Expression[],
  which: Expression[],
  statusTemplate: string | undefined,
): object {
  return {
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "Stage",
    metadata: { name },
    spec: {
      resourceRef: { apiGroup: "v1", kind: "Pod" },
      selector: { matchExpressions: [...when, ...which] },
      next:
        statusTemplate === undefined
          ? { finalizers: { empty: true }, delete: true }
          : { statusTemplate },
    },
  };
}

const ADDRESSES = `
hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
podIP: {{ PodIPWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) | Quote }}
startTime: {{ Now | Quote }}
`;

function conditions(ready: boolean): string {
  const value = ready ? "True" : "False";
  return `
conditions:
- { lastTransitionTime: {{ Now | Quote }}, status: "True", type: PodScheduled }
- { lastTransitionTime: {{ Now | Quote }}, status: "True", type: Initialized }
- { lastTransitionTime: {{ Now | Quote }}, status: "${value}", type: Ready }
- { lastTransitionTime: {{ Now | Quote }}, status: "${value}", type: ContainersReady }
`;
}

function running(ready: boolean): string {
  return `${conditions(ready)}
containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  name: {{ .name | Quote }}
  ready: ${ready}
  started: true
  restartCount: 0
  state: { running: { startedAt: {{ Now | Quote }} } }
{{ end }}
phase: Running
${ADDRESSES}`;
}

function waiting(reason: string, message: string): string {
  return `${conditions(false)}
containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  name: {{ .name | Quote }}
  ready: false
  started: false
  restartCount: 0
  state: { waiting: { reason: ${reason}, message: {{ printf "${message.replace("{{ .image }}", "%s")}" .image | Quote }} } }
{{ end }}
phase: Pending
${ADDRESSES}`;
}

const CRASHED = `${conditions(false)}
containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  name: {{ .name | Quote }}
  ready: false
  started: false
  restartCount: 3
  state: { waiting: { reason: CrashLoopBackOff, message: {{ printf "back-off 40s restarting failed container=%s" .name | Quote }} } }
  lastState: { terminated: { exitCode: 1, reason: Error, startedAt: {{ Now | Quote }}, finishedAt: {{ Now | Quote }} } }
{{ end }}
phase: Running
${ADDRESSES}`;

const COMPLETED = `
containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  name: {{ .name | Quote }}
  ready: false
  started: false
  restartCount: 0
  state: { terminated: { exitCode: 0, reason: Completed, startedAt: {{ Now | Quote }}, finishedAt: {{ Now | Quote }} } }
{{ end }}
phase: Succeeded
`;
