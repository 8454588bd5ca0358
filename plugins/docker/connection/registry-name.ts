/** `https://index.docker.io/v1/`, `http://registry:5000` and their like, as the host that image names carry. */
export function registryHost(address: string): string {
  const host = address.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
  return host === "index.docker.io" || host === "registry-1.docker.io" ? "docker.io" : host;
}

/** The name by which logins and credential helpers know a registry. */
export function loginAddress(host: string): string {
  return host === "docker.io" ? "https://index.docker.io/v1/" : host;
}
