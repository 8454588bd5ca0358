import { getRegions } from "@pulumi/digitalocean/getRegions";
import { getSizes } from "@pulumi/digitalocean/getSizes";
import * as pulumi from "@pulumi/pulumi";
import { catalogueMistakes, type Catalogue, type Wanted } from "../../model/digitalocean/catalogue";
import { refuse } from "../mistakes";

/** What the account of `parent`'s provider can have, asked also in the preview. A token that isn't taken is found here. */
export function catalogueFor(parent: pulumi.Resource): pulumi.Output<Catalogue> {
  return pulumi.output(ask(parent));
}

async function ask(parent: pulumi.Resource): Promise<Catalogue> {
  try {
    const [{ regions }, { sizes }] = await Promise.all([
      getRegions({}, { parent }),
      getSizes({}, { parent }),
    ]);
    return { regions, sizes };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new pulumi.ResourceError(
      "DigitalOcean can't be asked for its regions and sizes; set the token of an account that may read and write " +
        `(pulumi config set --secret digitalocean:token, or DIGITALOCEAN_TOKEN): ${said}`,
      parent,
      true,
    );
  }
}

/** `value` once all that is wanted was found in the catalogue, so that nothing is made of what can't be had. */
export function whenOnOffer(
  value: string,
  catalogue: pulumi.Output<Catalogue>,
  wanted: readonly Wanted[],
  parent: pulumi.Resource,
): pulumi.Output<string> {
  return catalogue.apply((known) => {
    refuse(catalogueMistakes(known, wanted), parent);
    return value;
  });
}
