import { CallScope } from "./call-scope";
import { EngineClient } from "./engine-client";
import { CallCancelled, InternalError, UnknownToken } from "./errors";
import { mask, secretWords } from "./mask";
import type { ProviderDefinition, Props, Resource } from "./resource";
import { urnName, urnType } from "./urn";

/** The parts of a request that say which resource it is about. */
interface ResourceRequest {
  getUrn(): string;
  getName(): string;
  getType(): string;
}

/**
 * One configured provider: what the engine talks to on one port. Nothing is kept outside of it, so a process may
 * hold several.
 */
export class ProviderInstance<C> {
  readonly engine = new EngineClient();
  /** Last replacement cause that was shown, per URN. */
  readonly shownCauses = new Map<string, string>();
  private configuration: { context: C } | undefined;
  private configSecrets: readonly string[] = [];
  private readonly scopes = new Set<CallScope>();
  private cancelled = false;

  constructor(readonly definition: ProviderDefinition<C>) {}

  /** What `configure` made. */
  get context(): C {
    if (this.configuration === undefined)
      throw new InternalError(this.definition.name, "it was called before it was configured");
    return this.configuration.context;
  }

  async configure(inputs: Props, secretStrings: Iterable<string>): Promise<void> {
    const secrets = secretWords(secretStrings);
    this.configSecrets = secrets;
    const context = await this.definition.configure(inputs, { secrets });
    await this.closeContext();
    this.configuration = { context };
  }

  resource(type: string): Resource<C> {
    const { resources, name } = this.definition;
    const resource = Object.hasOwn(resources, type)
      ? resources[type]
      : this.definition.resourceFor?.(type);
    if (resource !== undefined) return resource;
    throw new UnknownToken(name, "resource type", type, this.definition.hint?.(type));
  }

  /** Begins a call about a resource. */
  beginFor(request: ResourceRequest): CallScope {
    const urn = request.getUrn();
    return this.begin(urn, request.getType() || urnType(urn), request.getName() || urnName(urn));
  }

  begin(urn: string, type: string, name = ""): CallScope {
    const { engine, configSecrets } = this;
    const scope = new CallScope({ engine, configSecrets, urn, type, name });
    this.scopes.add(scope);
    if (this.cancelled) scope.abort(new CallCancelled(scope.what));
    return scope;
  }

  end(scope: CallScope): void {
    scope.end();
    this.scopes.delete(scope);
  }

  /** Calls that are under way. */
  get pendingCalls(): number {
    return this.scopes.size;
  }

  /** Tells all calls, and those to come, to stop. */
  cancel(): void {
    this.cancelled = true;
    for (const scope of this.scopes) scope.abort(new CallCancelled(scope.what));
  }

  /** Answers all pending calls with an error: something broke that belongs to no call in particular. */
  abandonAll(error: unknown): void {
    const reason = new InternalError(this.definition.name, error);
    for (const scope of this.scopes) scope.abandon(reason);
  }

  /** Masks what is secret in the configuration or in any call that is under way. */
  mask(text: string): string {
    const masked = mask(text, this.configSecrets);
    return [...this.scopes].reduce((result, scope) => scope.mask(result), masked);
  }

  async close(): Promise<void> {
    this.cancel();
    await this.closeContext();
    this.engine.close();
  }

  private async closeContext(): Promise<void> {
    const { configuration } = this;
    this.configuration = undefined;
    if (configuration !== undefined) await this.definition.close?.(configuration.context);
  }
}
