import { joinPath, show, type Mistake } from "../mistakes";

/** A disk of its own, attached to a droplet. */
export interface DropletVolume {
  /** Size in GiB, 1 to 16384. Only grows; the file system follows at the droplet's next boot. In place. */
  sizeGib: number;
  /** Where it is mounted, such as `/srv/data`. Replaces the droplet. */
  path: string;
}

/** What DigitalOcean calls it: small letters, digits and dashes. */
export function volumeName(...parts: readonly string[]): string {
  return parts.map((part) => part.toLowerCase().replace(/[^a-z0-9-]+/g, "-")).join("-");
}

const MOST_LETTERS = 64;
const MOST_GIB = 16_384;
/** Folders that the system or Docker has something in already. */
const TAKEN =
  /^\/(bin|boot|dev|etc|lib\w*|proc|root|run|sbin|sys|tmp|usr|var(\/(lib|lib\/docker|log|run))?)?$/;

export function volumeMistakes(
  path: string,
  volumes: Readonly<Record<string, DropletVolume>>,
  called: (volume: string) => string,
): Mistake[] {
  const mistakes: Mistake[] = [];
  const paths = Object.values(volumes).map((each) => each.path);
  for (const [name, volume] of Object.entries(volumes)) {
    const wrong = (key: string, problem: string) =>
      mistakes.push({ path: joinPath(joinPath(path, name), key), problem });
    if (!/^[a-z0-9-]+$/.test(name) || called(name).length > MOST_LETTERS)
      mistakes.push({
        path: joinPath(path, name),
        problem: `expected small letters, digits and dashes, which make ${MOST_LETTERS} with project, stack and droplet at most, got ${show(name)}`,
      });
    const { sizeGib } = volume;
    if (!(Number.isInteger(sizeGib) && sizeGib >= 1 && sizeGib <= MOST_GIB))
      wrong("sizeGib", `expected a whole number from 1 to ${MOST_GIB}, got ${show(sizeGib)}`);
    if (
      !/^(\/[\w.-]+)+$/.test(volume.path) ||
      TAKEN.test(volume.path) ||
      /\/\.\.?(\/|$)/.test(volume.path)
    )
      wrong("path", `expected a folder of its own such as /srv/data, got ${show(volume.path)}`);
    else if (paths.filter((each) => each === volume.path).length > 1)
      wrong("path", `another volume is mounted at ${volume.path}`);
  }
  return mistakes;
}
