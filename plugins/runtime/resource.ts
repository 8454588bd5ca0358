/**
 * The contract between the gRPC runtime and a plugin: what a provider is made of.
 *
 * Everything a resource sees is plain data. The runtime unwraps secrets before it calls (and marks
 * them again on the way out), and writes values that preview does not know yet as {@link UNKNOWN}.
 */

/** Stands for a value that is only known after the update. Compare with {@link isUnknown}. */
export class Unknown {
  static readonly value = new Unknown();
  readonly unknown = true;
  private constructor() {
    Object.freeze(this);
  }
  toString(): string {
    return "(known after up)";
  }
}

/** The one instance of {@link Unknown}. */
export const UNKNOWN = Unknown.value;

export function isUnknown(value: unknown): value is Unknown {
  return value instanceof Unknown;
}

/** True where `value` or anything inside it is unknown. */
export function containsUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  if (Array.isArray(value)) return value.some(containsUnknown);
  if (value !== null && typeof value === "object")
    return Object.values(value).some(containsUnknown);
  return false;
}

/** A property bag as it comes off the wire. */
export type Props = Record<string, unknown>;

/** One mistake in a resource's inputs. `property` is a path such as `ports[0].internal`. */
export interface CheckFailure {
  property: string;
  reason: string;
}

/** Progress and warnings, shown by the engine beside the resource. Secrets of the call are masked. */
export interface CallLog {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  /** Replaces the resource's one-line status in the progress display; leaves no trace in the log. */
  status(message: string): void;
}

/** What every call carries. */
export interface Call {
  /** URN of the resource. */
  readonly urn: string;
  /** Type token, such as `docker:index/container:Container`. */
  readonly type: string;
  /** The resource's logical name: the last part of its URN. */
  readonly name: string;
  readonly log: CallLog;
  /** Aborted on Cancel (Ctrl-C) and when the call's deadline (`customTimeouts`) is over. */
  readonly signal: AbortSignal;
  /**
   * Every plain string that is secret in this call, longest first. The runtime masks them in messages and
   * errors by itself; a resource needs them only where it must keep a secret out of something it writes.
   */
  readonly secrets: readonly string[];
}

export interface CheckCall extends Call {
  /** Inputs as checked last time; undefined for a resource that is new or is being replaced. */
  readonly oldInputs: Props | undefined;
  readonly inputs: Props;
  /**
   * A name for a property that the user left out: the old one where there is one, else
   * `<logical name>-<7 hex digits>`, or as the engine's autonaming configuration says.
   */
  autoname(property: string, options?: { maxLength?: number }): string;
}

export interface CheckResult {
  inputs: Props;
  failures: CheckFailure[];
}

/** One difference between what is and what the program wants. */
export interface PropertyChange {
  /** Path as the engine writes it: `image`, `ports[0].internal`, `labels["a.b"]`. */
  path: string;
  kind: "add" | "delete" | "update";
  /** True where this change can't be done in place. */
  replace?: boolean;
  /** Why it replaces, in a few words; shown to the user in the preview. */
  cause?: string;
}

export interface DiffCall extends Call {
  readonly id: string;
  readonly oldInputs: Props;
  readonly oldState: Props;
  readonly inputs: Props;
  /** Property paths the user told the engine to ignore; the runtime has already reset them in `inputs`. */
  readonly ignoreChanges: readonly string[];
  /** Properties of `inputs` that `check` named by `autoname`, so that the name is free to be another. */
  readonly autonamed?: readonly string[];
}

export interface DiffResult {
  changes: PropertyChange[];
  /** The old one must go before the new one can be made (a fixed name, a host port). Say why in `cause`. */
  deleteBeforeReplace?: { cause: string };
}

export interface CreateCall extends Call {
  readonly inputs: Props;
  /** Properties of `inputs` that `check` named by `autoname`, so that the name is free to be another. */
  readonly autonamed?: readonly string[];
  /** True in preview: touch nothing; return what is known, with UNKNOWN for the rest. */
  readonly preview: boolean;
}

export interface UpdateCall extends Call {
  readonly id: string;
  readonly oldInputs: Props;
  readonly oldState: Props;
  readonly inputs: Props;
  readonly preview: boolean;
}

export interface ReadCall extends Call {
  readonly id: string;
  /** Undefined on import. */
  readonly oldInputs: Props | undefined;
  /** Undefined on import. */
  readonly oldState: Props | undefined;
}

export interface DeleteCall extends Call {
  readonly id: string;
  readonly oldInputs: Props;
  readonly oldState: Props;
}

/** What there is after create, update or read. */
export interface Live {
  id: string;
  state: Props;
  /**
   * The resource exists but isn't ready (init-failed in Pulumi's words): each entry is a reason for the user.
   * The engine keeps it in state and calls `update` on it at the next `up`.
   */
  notReady?: string[];
}

export interface Read extends Live {
  /** Inputs as they would have to be written to get what was found; what refresh and import put in state. */
  inputs: Props;
}

/**
 * One resource type. `C` is what the provider's `configure` returned.
 *
 * Errors: throw; the message goes to the user as it is, without a stack trace. A resource that is absent is not an
 * error in `delete`, and is `undefined` in `read`; any other failure of `read` must throw.
 */
export interface Resource<C> {
  /** Paths of inputs, such as `authConfig.password` or `users[*].key`, that are secret though the program didn't say so. */
  readonly secretInputs?: readonly string[];
  /** Outputs that are secret whatever the inputs were. */
  readonly secretOutputs?: readonly string[];
  check(call: CheckCall, context: C): CheckResult | Promise<CheckResult>;
  /** Pure: may read nothing but its arguments, of the context its settings alone. */
  diff(call: DiffCall, context: C): DiffResult;
  create(call: CreateCall, context: C): Promise<Live>;
  /** Absent where every change replaces. Called for an init-failed resource even where nothing changed. */
  update?(call: UpdateCall, context: C): Promise<Live>;
  read(call: ReadCall, context: C): Promise<Read | undefined>;
  delete(call: DeleteCall, context: C): Promise<void>;
}

export interface InvokeCall {
  readonly token: string;
  readonly args: Props;
  readonly log: CallLog;
  readonly signal: AbortSignal;
}

/** One function (data source). */
export interface ProviderFunction<C> {
  invoke(call: InvokeCall, context: C): Promise<Props>;
}

/** A whole plugin. `C` is its configured context: connections and defaults. */
export interface ProviderDefinition<C> {
  /** Plugin name: `docker`. */
  readonly name: string;
  readonly version: string;
  /**
   * The provider takes no configuration. What the engine hands it all the same (a project of the plugin's name keeps
   * its own settings under that name) is dropped, and so never stands in the provider's state.
   */
  readonly withoutConfig?: boolean;
  /** Properties of the configuration that are secret even where the program didn't say so. */
  readonly secretConfig?: readonly string[];
  /** Checks the provider's own configuration. Values are decoded from the JSON strings that SDKs send. */
  checkConfig(inputs: Props): CheckFailure[];
  /** Property paths whose change needs a new provider, and so a replacement of everything on it. */
  diffConfig?(oldInputs: Props, inputs: Props): PropertyChange[];
  /**
   * Makes the context. Must not connect: a host that doesn't answer may only fail the resources on it.
   * Unknown values (a host made in the same `up`) arrive as UNKNOWN in preview.
   */
  configure(inputs: Props, options: { secrets: readonly string[] }): C | Promise<C>;
  readonly resources: Readonly<Record<string, Resource<C>>>;
  /** A resource type that isn't among `resources`, for packages whose types are not known beforehand. */
  resourceFor?(type: string): Resource<C> | undefined;
  readonly functions?: Readonly<Record<string, ProviderFunction<C>>>;
  /** The way out for someone who uses a resource type or function that this plugin doesn't have. */
  hint?(token: string): string | undefined;
  /** Pulumi package schema (JSON text), for GetSchema. */
  schema?(): string;
  /** Lets go of connections when the engine ends. */
  close?(context: C): void | Promise<void>;
}
