import { componentProviderHost } from "@pulumi/pulumi/provider/experimental";
import { WebApp } from "./web-app";

export { WebApp };

// Under the name of a folder as well as of a package: programs of any language add it with `pulumi package add`.
void componentProviderHost({ name: "slipway-apps", components: [WebApp], dirname: __dirname });
