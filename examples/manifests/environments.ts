/** What the template is filled with. */
export interface Web {
  replicas: number;
  greeting: string;
  /** Further paths, and what answers there. */
  pages: { path: string; text: string }[];
  /** Keep search engines off. */
  hidden: boolean;
}

/** By stack. */
export const environments: Readonly<Record<string, Web>> = {
  dev: {
    replicas: 3,
    greeting: "hello from dev",
    hidden: true,
    pages: [{ path: "/healthz", text: "ok" }],
  },
  prod: {
    replicas: 6,
    greeting: "hello",
    hidden: false,
    pages: [
      { path: "/healthz", text: "ok" },
      { path: "/about", text: "It floats." },
    ],
  },
};
