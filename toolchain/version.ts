/** Compares dotted versions such as `v3.230.0` by number; a pre-release sorts before its release. */
export function compareVersions(a: string, b: string): number {
  const [numbersA, preA] = split(a);
  const [numbersB, preB] = split(b);
  for (let i = 0; i < Math.max(numbersA.length, numbersB.length); i++) {
    const difference = (numbersA[i] ?? 0) - (numbersB[i] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  if (preA === preB) return 0;
  if (preA === "") return 1;
  if (preB === "") return -1;
  return preA < preB ? -1 : 1;
}

function split(version: string): [number[], string] {
  const [core = "", ...pre] = version
    .trim()
    .replace(/^(v|go)/, "")
    .split("+")[0]!
    .split("-");
  return [core.split(".").map((part) => Number.parseInt(part, 10) || 0), pre.join("-")];
}
