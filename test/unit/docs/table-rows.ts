/** The rows of a page's tables, and the headings among them, in one spelling: Prettier pads the columns. */
export function tableRows(text: string, heading?: string): string[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("| `") || (heading !== undefined && line.startsWith(heading)))
    .map((line) => line.replace(/ +/g, " "));
}
