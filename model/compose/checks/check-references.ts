import { didYouMean } from "../../nearest";
import { serviceOf } from "../normalize";
import type { ComposeService } from "../project";
import type { Check } from "./check-project";

/** Each network, volume, secret, config and service that a service names has to be there. */
export function checkReferences(check: Check): void {
  for (const [name, service] of Object.entries(check.project.services))
    new References(check, name, service).all();
}

class References {
  constructor(
    private readonly check: Check,
    private readonly name: string,
    private readonly service: ComposeService,
  ) {}

  all(): void {
    const { project } = this.check;
    const { service } = this;
    for (const network of Object.keys(service.networks ?? {}))
      this.known("network", network, project.networks, ["networks", network]);
    service.volumes?.forEach(({ type, source }, index) => {
      if (type === "volume") this.known("volume", source, project.volumes, ["volumes", index]);
    });
    service.secrets?.forEach(({ source }, index) =>
      this.known("secret", source, project.secrets, ["secrets", index]),
    );
    service.build?.secrets?.forEach(({ source }, index) =>
      this.known("secret", source, project.secrets, ["build", "secrets", index]),
    );
    service.configs?.forEach(({ source }, index) =>
      this.known("config", source, project.configs, ["configs", index]),
    );
    for (const model of Object.keys(service.models ?? {}))
      this.known("model", model, project.models, ["models", model]);
    this.services();
  }

  private services(): void {
    const { service } = this;
    for (const [name, { required }] of Object.entries(service.depends_on ?? {})) {
      const isDeclared = this.check.project.disabledServices[name] !== undefined;
      if (required === false && isDeclared) continue;
      this.other(name, ["depends_on", name]);
    }
    for (const [key, context] of Object.entries(service.build?.additional_contexts ?? {})) {
      const other = serviceOf(context);
      if (other === undefined) continue;
      const keys = ["build", "additional_contexts", key];
      this.other(other, keys);
      const built = this.check.project.services[other];
      if (built !== undefined && built.build === undefined)
        this.mistake(keys, `names the service "${other}", which isn't built here`);
    }
  }

  private other(name: string, keys: (string | number)[]): void {
    const { services, disabledServices } = this.check.project;
    if (Object.hasOwn(services, name)) return;
    const disabled = disabledServices[name];
    if (disabled !== undefined)
      this.mistake(
        keys,
        `names the service "${name}", which is off: it needs one of the profiles ${disabled.profiles!.join(", ")}`,
      );
    else this.known("service", name, services, keys);
  }

  private known(
    kind: string,
    name: string | undefined,
    all: Readonly<Record<string, unknown>>,
    keys: (string | number)[],
  ): void {
    if (name === undefined || Object.hasOwn(all, name)) return;
    if (this.check.isBroken([`${kind}s`, name])) return;
    const hint = didYouMean(name, Object.keys(all));
    this.mistake(keys, `names the ${kind} "${name}", which no file defines${hint}`);
  }

  private mistake(keys: (string | number)[], problem: string): void {
    this.check.mistake(["services", this.name, ...keys], problem);
  }
}
