import type { Test } from "../../../runtime/check/rule";

export const LONGEST_SERVICE_NAME = 63;
export const LONGEST_FILE_NAME = 64;

export const serviceName: Test<string> = (value) =>
  value.length <= LONGEST_SERVICE_NAME && /^[a-zA-Z0-9]+([-_]+[a-zA-Z0-9]+)*$/.test(value)
    ? undefined
    : `"${value}" is not a name for a service: at most ${LONGEST_SERVICE_NAME} letters, digits, "-" or "_", with a letter or digit at both ends`;

/** What Swarm takes as the name of a secret or a config. */
export const fileName: Test<string> = (value) =>
  value.length <= LONGEST_FILE_NAME && /^[a-zA-Z0-9]([a-zA-Z0-9_.-]*[a-zA-Z0-9])?$/.test(value)
    ? undefined
    : `"${value}" is not a name that Swarm takes: at most ${LONGEST_FILE_NAME} letters, digits, "-", "_" or ".", with a letter or digit at both ends`;
