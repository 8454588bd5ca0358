const BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4 = new RegExp(`^${BYTE}(\\.${BYTE}){3}$`);

export function isIPv4(text: string): boolean {
  return IPV4.test(text);
}

export function isIPv6(text: string): boolean {
  const [head, ...rest] = text.split("::");
  if (rest.length > 1 || !text.includes(":")) return false;
  const groups = [head!, ...rest].flatMap((part) => (part === "" ? [] : part.split(":")));
  const last = groups.at(-1);
  const words = last !== undefined && isIPv4(last) ? [...groups.slice(0, -1), "0", "0"] : groups;
  const isRightLength = rest.length === 1 ? words.length < 8 : words.length === 8;
  return isRightLength && words.every((word) => /^[0-9a-fA-F]{1,4}$/.test(word));
}
