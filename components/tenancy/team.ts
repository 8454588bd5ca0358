import { Secret, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1";
import * as pulumi from "@pulumi/pulumi";
import { show } from "../../model/mistakes";
import { teamMistakes } from "../../model/tenancy";
import { clusterAddress, type ClusterAddress } from "../../plugins/slipway/sdk/cluster-address";
import { refuse } from "../mistakes";
import { Namespace } from "./namespace";

/** What may be done in a namespace, by the ClusterRoles that every cluster has. */
export type Access = "view" | "edit" | "admin";

/** A team's deployments. */
export interface CiArgs {
  /** Defaults to that of the people. A change replaces the bindings. */
  access?: Access;
  /**
   * Any word, such as `2026-11`, of lower-case letters, digits and dashes, 30 at most: another word makes another token, and
   * a new `kubeconfig`; the old token ends at the end of the same update. Plain. Defaults to none.
   */
  tokenRotation?: string;
}

/** Arguments of {@link Team}. */
export interface TeamArgs {
  /** Where the team works: namespaces of one cluster. Plain. Those that come and go bring and take its rights there. */
  in: Namespace | readonly Namespace[];
  /**
   * What its people may do there: `view` (all but secrets), `edit` (workloads, secrets, but no rights, quotas or network
   * of the namespace itself), `admin` (rights too). Defaults to `edit`. A change replaces the bindings.
   */
  access?: Access;
  /** Its people, as the cluster's login names them. Defaults to nobody. Updates in place. */
  people?: {
    users?: readonly pulumi.Input<string>[];
    groups?: readonly pulumi.Input<string>[];
  };
  /**
   * A service account for its deployments, with a token that doesn't expire by itself and ends when this is taken out.
   * Defaults to none; `true` has the access of the people.
   */
  ci?: boolean | CiArgs;
}

/** A team's rights in its namespaces, and nowhere else. */
export class Team extends pulumi.ComponentResource {
  /** The name it was given in the program. */
  readonly name: string;
  /** Kubeconfig for its deployments, with a context for each namespace, the first one current. A secret; undefined without `ci`. */
  readonly kubeconfig: pulumi.Output<string> | undefined;
  private readonly bindings: RoleBinding[] = [];

  constructor(name: string, args: TeamArgs, opts?: pulumi.ComponentResourceOptions) {
    const { in: given, ...recorded } = args;
    super("slipway:tenancy:Team", name, recorded, opts);
    this.name = name;
    const namespaces = Array.isArray(given) ? (given as Namespace[]) : [given as Namespace];
    this.check(namespaces, args);

    const access = args.access ?? "edit";
    for (const namespace of namespaces) this.bindPeople(namespace, access, args.people ?? {});
    if (args.ci !== undefined && args.ci !== false) {
      const own = args.ci === true ? {} : args.ci;
      this.kubeconfig = this.createCi(namespaces, own.access ?? access, own.tokenRotation);
    }
    this.registerOutputs({
      name,
      ...(this.kubeconfig !== undefined && { kubeconfig: this.kubeconfig }),
    });
  }

  /** The resources beneath. */
  get nodes(): { bindings: RoleBinding[] } {
    return { bindings: this.bindings };
  }

  private check(namespaces: readonly Namespace[], args: TeamArgs): void {
    const strange = namespaces.findIndex((each) => !((each as unknown) instanceof Namespace));
    if (strange >= 0)
      refuse(
        [{ path: "in", problem: `expected a Namespace or a list of them, got ${show(args.in)}` }],
        this,
      );
    const elsewhere = namespaces.find(({ on }) => on !== namespaces[0]?.on);
    refuse(
      [
        ...teamMistakes(this.name, { ...args, namespaces: namespaces.length }),
        ...(elsewhere === undefined
          ? []
          : [
              {
                path: "in",
                problem: `"${elsewhere.name}" is on another cluster than "${namespaces[0]!.name}"; make a Team for each cluster`,
              },
            ]),
      ],
      this,
    );
  }

  private bindPeople(
    namespace: Namespace,
    access: Access,
    people: NonNullable<TeamArgs["people"]>,
  ) {
    const subjects = [
      ...(people.users ?? []).map((name) => ({ kind: "User", name })),
      ...(people.groups ?? []).map((name) => ({ kind: "Group", name })),
    ].map((subject) => ({ ...subject, apiGroup: RBAC }));
    if (subjects.length > 0) this.bind(namespace, "", access, subjects);
  }

  private createCi(
    namespaces: readonly Namespace[],
    access: Access,
    rotation: string | undefined,
  ): pulumi.Output<string> {
    const [home] = namespaces as [Namespace];
    const childOpts = { parent: this, provider: home.on.provider };
    const metadata = { name: `${this.name}-ci`, namespace: home.namespaceName };
    const account = new ServiceAccount(
      `${this.name}-ci`,
      { metadata, automountServiceAccountToken: false },
      childOpts,
    );
    const token = new Secret(
      `${this.name}-ci-token`,
      {
        metadata: {
          ...metadata,
          // Another name replaces it: the new token is there before the old one goes.
          name: [`${this.name}-ci-token`, ...(rotation === undefined ? [] : [rotation])].join("-"),
          annotations: { "kubernetes.io/service-account.name": account.metadata.name },
        },
        type: "kubernetes.io/service-account-token",
      },
      // A controller of the cluster fills it in, which is nobody's change.
      { ...childOpts, ignoreChanges: ["data"] },
    );
    const subject = { kind: "ServiceAccount", name: metadata.name, namespace: metadata.namespace };
    for (const namespace of namespaces) this.bind(namespace, "-ci", access, [subject]);
    const names = namespaces.map(({ namespaceName }) => namespaceName);
    const address = clusterAddress(home.on.connection, this);
    return pulumi.secret(
      pulumi
        .all([address, token.data, pulumi.all(names)])
        .apply(([where, data, all]) => kubeconfigFor(this.name, where, data, all)),
    );
  }

  private bind(
    namespace: Namespace,
    suffix: string,
    access: Access,
    subjects: pulumi.Inputs[],
  ): void {
    const binding = new RoleBinding(
      `${this.name}${suffix}-in-${namespace.name}`,
      {
        metadata: { name: `${this.name}${suffix}`, namespace: namespace.namespaceName },
        roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: access },
        subjects: subjects as { kind: string; name: string }[],
      },
      { parent: this, provider: namespace.on.provider },
    );
    this.bindings.push(binding);
  }
}

const RBAC = "rbac.authorization.k8s.io";

/** JSON, which is YAML too. */
function kubeconfigFor(
  team: string,
  { server, ca }: ClusterAddress,
  data: Record<string, string> | undefined,
  namespaces: readonly string[],
): string {
  const token = data?.["token"];
  // A preview's dry run makes no token.
  if (token === undefined) return pulumi.unknown as unknown as string;
  const user = `${team}-ci`;
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": namespaces[0],
    contexts: namespaces.map((namespace) => ({
      name: namespace,
      context: { cluster: team, user, namespace },
    })),
    clusters: [
      {
        name: team,
        cluster: {
          server,
          ...(ca !== undefined && {
            "certificate-authority-data": Buffer.from(ca).toString("base64"),
          }),
        },
      },
    ],
    users: [{ name: user, user: { token: Buffer.from(token, "base64").toString() } }],
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
