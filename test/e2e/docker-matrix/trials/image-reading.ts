import type Docker from "dockerode";
import { extract } from "tar-stream";

import type { Reading } from "../trial";

export type FoundImage = Docker.ImageInspectInfo;
type Values = Omit<Reading<FoundImage>, "of">;

/** A label that the Dockerfile gives the image. */
export function label(name: string, values: Values): Reading<FoundImage> {
  return { of: ({ Config }) => (Config.Labels as Props | null)?.[name], ...values };
}

type Props = Record<string, string>;

/** What a file in the image says. */
export function fileIn(path: string, values: Values): Reading<FoundImage> {
  return {
    of: async ({ Id }, docker) => {
      const made = await docker.createContainer({ Image: Id, Cmd: ["none"] });
      try {
        return (await firstFile(await made.getArchive({ path }))).trim();
      } finally {
        await made.remove();
      }
    },
    ...values,
  };
}

async function firstFile(tar: NodeJS.ReadableStream): Promise<string> {
  const entries = tar.pipe(extract());
  let text = "";
  for await (const entry of entries) for await (const chunk of entry) text += String(chunk);
  return text;
}
