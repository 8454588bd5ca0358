import { getRegions } from "@pulumi/digitalocean/getRegions";
import { getSizes } from "@pulumi/digitalocean/getSizes";
import * as pulumi from "@pulumi/pulumi";
import { catalogueMistakes, type Catalogue, type Wanted } from "../../model/digitalocean/catalogue";
import { describeMistakes } from "../../model/mistakes";
import { refusal } from "../mistakes";

/**
 * What the account of `parent`'s provider can have, asked also in the preview, and whether all that is wanted is in it. What
 * waits for that is made of nothing that can't be had; a token that isn't taken is found here, too.
 */
export class Offer {
  readonly catalogue: pulumi.Output<Catalogue>;
  private readonly wanted: Wanted[] = [];
  private checked = 0;
  private refused: pulumi.ResourceError | undefined;

  constructor(private readonly parent: pulumi.Resource) {
    this.catalogue = pulumi.output(this.ask());
  }

  /** To be called before `when`. */
  want(wanted: readonly Wanted[]): void {
    this.wanted.push(...wanted);
  }

  /** `value` once all that is wanted was found. */
  when<T>(value: pulumi.Input<T>): pulumi.Output<T> {
    return pulumi.all([value, this.catalogue]).apply(([known, catalogue]) => {
      this.check(catalogue);
      return known as T;
    });
  }

  /**
   * The answer comes when all components have said what they want: one error has all mistakes. It is the same one each time, by
   * which it is told once.
   */
  private check(catalogue: Catalogue): void {
    if (this.checked < this.wanted.length) {
      this.checked = this.wanted.length;
      // What is said once for many is told once, too.
      const mistakes = catalogueMistakes(catalogue, this.wanted).filter(
        ({ problem }, index, all) => all.findIndex((each) => each.problem === problem) === index,
      );
      if (mistakes.length > 0) this.refused = refusal(describeMistakes(mistakes), this.parent);
    }
    if (this.refused !== undefined) throw this.refused;
  }

  private async ask(): Promise<Catalogue> {
    const { parent } = this;
    try {
      const [{ regions }, { sizes }] = await Promise.all([
        getRegions({}, { parent }),
        getSizes({}, { parent }),
      ]);
      return { regions, sizes };
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      throw refusal(
        "DigitalOcean can't be asked for its regions and sizes; set the token of an account that may read and write " +
          `(pulumi config set --secret digitalocean:token, or DIGITALOCEAN_TOKEN): ${said}`,
        parent,
      );
    }
  }
}
