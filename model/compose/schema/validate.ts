import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import { show } from "../../mistakes";
import { unknownKey } from "../../shape";
import { isValid, typeOf } from "./is-valid";
import { composeSchema, partAt, pointers, resolved, type SchemaPart } from "./attributes";

/** What is wrong, and where below the value that was checked. */
export interface SchemaProblem {
  /** Keys and indexes from the checked value to the wrong one. */
  readonly keys: readonly string[];
  readonly problem: string;
  /** `unknown`: the key that `keys` ends with; `missing`: something below `keys`. */
  readonly kind: "unknown" | "missing" | "wrong";
}

const ajv = new Ajv({
  allErrors: true,
  strict: false,
  verbose: true,
  validateFormats: false,
  validateSchema: false,
  meta: false,
  code: { optimize: false },
});
// An item that is there twice is there once: withoutRepeats sees to it.
ajv.removeKeyword("uniqueItems");
const URI = "compose-spec";
let pointerOf: Map<object, string> | undefined;
const compiled = new Map<string, ValidateFunction>();

/**
 * What is wrong with `value` by one part of the schema (`#/$defs/network`). Ajv has to compile a part first, which takes
 * longer than a large file takes to be read: it is asked only where something is wrong.
 */
export function schemaProblems(pointer: string, value: unknown): SchemaProblem[] {
  return isValid(partAt(pointer), value) ? [] : ajvProblems(pointer, value);
}

/** What Ajv finds wrong. */
export function ajvProblems(pointer: string, value: unknown): SchemaProblem[] {
  const validate = validator(pointer);
  return validate(value) ? [] : explain(validate.errors ?? [], []);
}

function validator(pointer: string): ValidateFunction {
  let validate = compiled.get(pointer);
  if (validate === undefined) {
    if (compiled.size === 0) {
      const {
        $schema: _draft,
        $id: _id,
        ...schema
      } = composeSchema as unknown as Record<string, unknown>;
      ajv.addSchema(schema, URI);
    }
    validate = ajv.compile({ $ref: `${URI}${pointer}` });
    compiled.set(pointer, validate);
  }
  return validate;
}

/** One problem for each mistake: of a choice (`oneOf`) only what is wrong by the form that was meant. */
function explain(errors: readonly ErrorObject[], prefix: readonly string[]): SchemaProblem[] {
  const choices = errors.filter(({ keyword }) => keyword === "oneOf");
  const outermost = choices.filter(
    (choice) => !choices.some((other) => other !== choice && isBelow(choice, other)),
  );
  const plain = errors.filter(
    (error) => !choices.includes(error) && !outermost.some((choice) => isBelow(error, choice)),
  );
  return [
    ...plain.map((error) => told(error, prefix)),
    ...outermost.flatMap((choice) => explainChoice(choice, prefix)),
  ];
}

function isBelow(error: ErrorObject, choice: ErrorObject): boolean {
  return `${error.instancePath}/`.startsWith(`${choice.instancePath}/`);
}

function explainChoice(choice: ErrorObject, prefix: readonly string[]): SchemaProblem[] {
  const branches = choice.schema as SchemaPart[];
  const keys = [...prefix, ...keysOf(choice.instancePath)];
  const meant = branches.find((branch) => accepts(branch, choice.data));
  pointerOf ??= pointers();
  const pointer = meant && pointerOf.get(meant);
  if (pointer !== undefined) {
    const validate = validator(pointer);
    if (!validate(choice.data)) return explain(validate.errors ?? [], keys);
  }
  const expected = [...new Set(branches.flatMap(typesOf))].join(" or ");
  return [{ keys, problem: `expected ${expected}, got ${show(choice.data)}`, kind: "wrong" }];
}

function told(error: ErrorObject, prefix: readonly string[]): SchemaProblem {
  const keys = [...prefix, ...keysOf(error.instancePath)];
  const parent = error.parentSchema as SchemaPart;
  const problem = (text: string): SchemaProblem => ({ keys, problem: text, kind: "wrong" });
  const params = error.params as Record<string, unknown>;
  const got = `got ${show(error.data)}`;
  switch (error.keyword) {
    case "additionalProperties": {
      const key = String(params.additionalProperty);
      const known = Object.keys(parent.properties ?? {});
      const text =
        known.length > 0
          ? unknownKey(known, key)
          : "isn't a name that is allowed here: expected letters, digits, dots, dashes and underscores";
      return { keys: [...keys, key], problem: text, kind: "unknown" };
    }
    case "type":
      return problem(`expected ${typesOf(parent).join(" or ")}, ${got}`);
    case "enum":
      return problem(`expected ${parent.enum!.map((each) => show(each)).join(" or ")}, ${got}`);
    case "required":
      return { keys, problem: `needs ${show(params.missingProperty)}`, kind: "missing" };
    case "pattern":
      return problem(`expected text like ${String(params.pattern)}, ${got}`);
    default:
      return problem(`${error.message ?? "isn't right"}, ${got}`);
  }
}

function keysOf(instancePath: string): string[] {
  const decode = (key: string) => key.replaceAll("~1", "/").replaceAll("~0", "~");
  return instancePath.split("/").slice(1).map(decode);
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  object: "a mapping",
  array: "a list",
  null: "nothing",
};

function typesOf(part: SchemaPart): string[] {
  const target = resolved(part);
  if (target.oneOf !== undefined) return target.oneOf.flatMap(typesOf);
  const types = target.type === undefined ? [] : [target.type].flat();
  return types.map((type) => TYPE_NAMES[type] ?? type);
}

function accepts(part: SchemaPart, value: unknown): boolean {
  return typesOf(part).includes(TYPE_NAMES[typeOf(value)]!);
}
