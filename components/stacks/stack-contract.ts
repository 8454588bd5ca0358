import * as pulumi from "@pulumi/pulumi";
import { describeMistakes, joinPath, type Mistake } from "../../model/mistakes";
import { didYouMean } from "../../model/nearest";
import { schemaIssues, type Checked, type StandardSchema } from "./standard-schema";

/** One schema for each output, such as `z.object({ address: z.string() })`. */
export type ContractShape = Readonly<Record<string, StandardSchema>>;

/** What the stack that keeps the contract has to give. */
export type Offered<Shape extends ContractShape> = {
  [Name in keyof Shape]: Deep<Checked<Shape[Name]>>;
};

/** An input at every level. */
type Deep<T> = T extends string | number | boolean | null | undefined
  ? pulumi.Input<T>
  : pulumi.Input<{ [K in keyof T]: Deep<T[K]> }>;

/** What a stack that relies on it gets. */
export type Received<Shape extends ContractShape> = {
  readonly [Name in keyof Shape]: pulumi.Output<Checked<Shape[Name]>>;
};

type Values = Record<string, unknown>;

/**
 * Outputs that one stack promises to others, with their types. The stack that has them exports them through `offer`, the
 * others read them through `from`: both check, so a breach is found where it is made, or else where it would hurt.
 */
export class StackContract<Shape extends ContractShape> {
  /**
   * @param name What messages call it, such as `platform`.
   * @param shape Outputs by name.
   */
  constructor(
    readonly name: string,
    readonly shape: Shape,
  ) {}

  /**
   * The outputs to export: `export = contract.offer({ … })`, or each by its name. A value that isn't what was promised fails
   * the update, and what other stacks see stays as it was.
   */
  offer(values: Offered<Shape>): Received<Shape> {
    const names = Object.keys(this.shape);
    const extra = Object.keys(values).filter((name) => !names.includes(name));
    this.refuse(
      extra.map((name) => ({
        path: name,
        problem: `isn't in the contract "${this.name}"${didYouMean(name, names)}`,
      })),
    );
    const all = pulumi.output<unknown>(values) as pulumi.Output<Values>;
    const mistakes = pulumi
      .unsecret(all)
      .apply((known) =>
        this.mistakes(known, () => `isn't given, and the contract "${this.name}" promises it`),
      );
    return this.pick(mistakes, (name) => pulumi.output(values[name]));
  }

  /**
   * The outputs of another stack.
   *
   * @param stack Its name, `organization/project/stack`, or a reference to it.
   */
  from(stack: string | pulumi.StackReference): Received<Shape> {
    const reference = typeof stack === "string" ? new pulumi.StackReference(stack) : stack;
    const mistakes = pulumi
      .all([reference.name, pulumi.unsecret(reference.outputs)])
      .apply(([name, outputs]) =>
        this.mistakes(
          outputs as Values,
          (wanted) =>
            `there is no such output${didYouMean(wanted, Object.keys(outputs as Values))}. The contract ` +
            `"${this.name}" needs it: run \`pulumi up\` of that stack with the program that has it`,
        ).map(({ path, problem }) => ({ path: `stack ${name}: ${path}`, problem })),
      );
    return this.pick(mistakes, (name) => reference.getOutput(name));
  }

  /** Each value as soon as all of them were found right. Only what was a secret before is one. */
  private pick(
    mistakes: pulumi.Output<Mistake[]>,
    one: (name: string) => pulumi.Output<unknown>,
  ): Received<Shape> {
    const sound = mistakes.apply((found) => {
      this.refuse(found);
      return true;
    });
    return Object.fromEntries(
      Object.keys(this.shape).map((name) => [
        name,
        pulumi.all([sound, one(name)]).apply(([, value]) => value),
      ]),
    ) as Received<Shape>;
  }

  private mistakes(values: Values, missing: (name: string) => string): Mistake[] {
    return Object.entries(this.shape).flatMap(([name, schema]) =>
      schemaIssues(schema, values[name]).map(({ path, message }) =>
        values[name] === undefined
          ? { path: name, problem: missing(name) }
          : { path: path.reduce<string>(joinPath, name), problem: message },
      ),
    );
  }

  private refuse(mistakes: readonly Mistake[]): void {
    if (mistakes.length > 0) throw new pulumi.RunError(describeMistakes(mistakes));
  }
}
