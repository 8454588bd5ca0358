import {
  UNKNOWN,
  type CreateCall,
  type DiffCall,
  type Live,
  type PropertyChange,
  type Props,
  type Read,
  type ReadCall,
  type Resource,
  type UpdateCall,
  type DeleteCall,
} from "../../../plugins/runtime/resource";
import { checkProperties, type Rule } from "../../../plugins/runtime/check/rule";
import { isSame, scalar, type Comparison } from "../../../plugins/docker/diff/comparison";
import type { ApiClient } from "../api/api-client";

/** One input: what it may be, and what a change of it does. */
export interface Field {
  rule: Rule;
  compare: Comparison;
  /** In place, or by a new one. */
  replaces: boolean;
}

/** One field for each property of `T`: a property that the SDK adds or renames is a compile error. */
export type FieldsFor<T> = { readonly [K in keyof Required<T>]: Field };

export function field(rule: Rule, compare: Comparison = scalar()): Field {
  return { rule, compare, replaces: false };
}

/** One whose change needs a new thing, as the official provider's schema has it. */
export function fixed(rule: Rule, compare: Comparison = scalar()): Field {
  return { rule, compare, replaces: true };
}

/** What a resource is made of. `A` is the SDK's arguments, all plain. */
export interface Kind<A> {
  /** In words: `droplet`. */
  what: string;
  fields: FieldsFor<A>;
  required: readonly (keyof A & string)[];
  /** A property that is a name made up where the program gives none. */
  autoname?: { property: keyof A & string; maxLength: number };
  /** What the provider fills in where the program says nothing. */
  defaults?: Partial<A>;
  /** Outputs that are only known when it is there. */
  computed: readonly string[];
  /** Outputs that change with an input. */
  dependent?: Readonly<Record<string, readonly string[]>>;
  secretInputs?: readonly string[];
  secretOutputs?: readonly string[];
  /** More mistakes than one field can have by itself. */
  failures?(inputs: A): { property: string; reason: string }[];
  /** Changes that the inputs alone don't show. */
  moreChanges?(call: DiffCall): PropertyChange[];
  create(inputs: A, api: ApiClient, call: CreateCall): Promise<Live>;
  /** Absent where every change replaces. */
  update?(inputs: A, api: ApiClient, call: UpdateCall): Promise<Live>;
  read(id: string, api: ApiClient, call: ReadCall): Promise<Read | undefined>;
  delete(id: string, api: ApiClient, call: DeleteCall): Promise<void>;
}

/** A resource as the runtime takes it. */
export function resourceOf<A extends object>(kind: Kind<A>): Resource<ApiClient> {
  const { what, fields, required, autoname, computed } = kind;
  const rules = Object.fromEntries(
    Object.entries<Field>(fields).map(([name, { rule }]) => [name, rule]),
  );
  const { update } = kind;
  return {
    secretInputs: kind.secretInputs,
    secretOutputs: kind.secretOutputs,

    check(call) {
      const inputs: Props = { ...call.inputs };
      if (autoname !== undefined)
        inputs[autoname.property] ??= call.autoname(autoname.property, autoname);
      const failures: { property: string; reason: string }[] = [];
      checkProperties(inputs, rules, required, "", (failure) => failures.push(failure));
      if (failures.length === 0) failures.push(...(kind.failures?.(inputs as A) ?? []));
      return { inputs, failures };
    },

    diff(call) {
      const changes = [...changesOf(kind, call), ...(kind.moreChanges?.(call) ?? [])];
      const name = autoname?.property;
      const isFree = name === undefined || call.autonamed?.includes(name) === true;
      const sameName = name !== undefined && isSame(call.oldInputs[name], call.inputs[name]);
      // As the official plugin does, also where DigitalOcean would take a second one of the name.
      if (isFree || !sameName || !changes.some(({ replace }) => replace)) return { changes };
      const cause = `its name "${String(call.inputs[name])}" is fixed`;
      return { changes, deleteBeforeReplace: { cause } };
    },

    async create(call, api) {
      if (!call.preview) return kind.create(call.inputs as A, api, call);
      const unknown = Object.fromEntries(computed.map((name) => [name, UNKNOWN]));
      const known = Object.entries(call.inputs).filter(([, value]) => value !== undefined);
      return { id: "", state: { ...unknown, ...kind.defaults, ...Object.fromEntries(known) } };
    },

    ...(update !== undefined && {
      async update(call: UpdateCall, api: ApiClient) {
        if (!call.preview) return update(call.inputs as A, api, call);
        const changed = Object.keys(fields).filter(
          (name) => !isSame(call.oldInputs[name], call.inputs[name]),
        );
        const unknown = changed.flatMap((name) => kind.dependent?.[name] ?? []);
        const state: Props = { ...call.oldState };
        for (const name of changed)
          state[name] = call.inputs[name] ?? (kind.defaults as Props | undefined)?.[name];
        for (const name of unknown) state[name] = UNKNOWN;
        return { id: call.id, state };
      },
    }),

    read: (call, api) => kind.read(call.id, api, call),

    async delete(call, api) {
      try {
        await kind.delete(call.id, api, call);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        throw new Error(`the ${what} ${call.id} can't be deleted: ${error.message}`, {
          cause: error,
        });
      }
    },
  };
}

function changesOf<A>(kind: Kind<A>, call: DiffCall): PropertyChange[] {
  const { oldInputs, inputs, oldState } = call;
  const both = { before: oldInputs, after: inputs };
  return Object.entries<Field>(kind.fields).flatMap(([name, { compare, replaces }]) => {
    const fallback = (kind.defaults as Props | undefined)?.[name];
    const [before, after] = [oldInputs[name] ?? fallback, inputs[name] ?? fallback];
    const found = compare.differences(name, before, after, both);
    // What DigitalOcean chose by itself, written down or taken back, is no change.
    const filledIn = oldState[name] ?? undefined;
    if (before === undefined && filledIn !== undefined)
      if (compare.differences(name, filledIn, after, both).length === 0) return [];
    if (after === undefined && kind.computed.includes(name)) return [];
    return found.map((difference) =>
      replaces
        ? {
            ...difference,
            replace: true,
            cause: `DigitalOcean can't change it in a ${kind.what}`,
          }
        : difference,
    );
  });
}
