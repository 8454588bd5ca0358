import type { Scalar } from "./node";

const INTEGER = /^[-+]?(0|[1-9][0-9_]*)$/;
const OCTAL = /^[-+]?0o?([0-7_]+)$/;
const BASED = /^[-+]?0[xb][0-9a-f_]+$/i;
const FLOAT = /^[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)(e[-+]?[0-9]+)?$/i;

/**
 * What a scalar without quotes means to Compose: YAML 1.2's core schema with the octal numbers of
 * YAML 1.1 (`mode: 0440`), and dates, `yes` and `22:22` as the text that they are.
 */
export function plainScalar(text: string): Scalar {
  switch (text) {
    case "":
    case "~":
    case "null":
    case "Null":
    case "NULL":
      return null;
    case "true":
    case "True":
    case "TRUE":
      return true;
    case "false":
    case "False":
    case "FALSE":
      return false;
  }
  return numberOf(text) ?? text;
}

function numberOf(text: string): number | undefined {
  const digits = text.replaceAll("_", "");
  const sign = digits.startsWith("-") ? -1 : 1;
  const unsigned = digits.replace(/^[-+]/, "");
  // A number that JavaScript can't hold (a long id) stays the text it is.
  if (INTEGER.test(text))
    return Number.isSafeInteger(Number(unsigned)) ? sign * Number(unsigned) : undefined;
  if (OCTAL.test(text)) return sign * parseInt(unsigned.replace(/^0o?/, ""), 8);
  if (BASED.test(text)) return sign * Number(unsigned);
  return FLOAT.test(text) ? sign * Number(unsigned) : undefined;
}
