/** Plain data ↔ google.protobuf.Struct, with secrets and unknowns. */
export { isUnknown, UNKNOWN } from "./resource";
export { Secret, secret } from "./secret";
export { SecretRecord, type SecretMark } from "./secret-record";
export { markSecrets, type MarkRules } from "./mark-secrets";
export { readStruct } from "./wire/struct-reader";
export { writeStruct } from "./wire/struct-writer";
