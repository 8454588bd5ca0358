export const REGISTRY_SERVER = "registry.digitalocean.com";

export interface RegistryLogin {
  address: string;
  username: string;
  password: string;
}

/** The logins of a Docker config.json, DigitalOcean's own first. */
export function registryLogins(config: string): RegistryLogin[] {
  const { auths = {} } = JSON.parse(config) as { auths?: Record<string, { auth?: string }> };
  const logins = Object.entries(auths).map(([address, { auth = "" }]) => {
    // A password may have colons.
    const [username = "", ...rest] = Buffer.from(auth, "base64").toString("utf8").split(":");
    return { address, username, password: rest.join(":") };
  });
  const isOwn = ({ address }: RegistryLogin) => address === REGISTRY_SERVER;
  return [...logins.filter(isOwn), ...logins.filter((login) => !isOwn(login))];
}
