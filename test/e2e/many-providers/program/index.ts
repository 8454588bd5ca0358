import * as docker from "@pulumi/docker";
import { readFileSync } from "node:fs";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  image: string;
  /** Provider instances, each with one container. */
  providers: number;
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;

for (let i = 0; i < wanted.providers; i++) {
  const provider = new docker.Provider(`host-${i}`, { host: "unix:///var/run/docker.sock" });
  new docker.Container(
    `app-${i}`,
    { image: wanted.image, command: ["sleep", "3600"], stopSignal: "SIGKILL" },
    { provider },
  );
}
