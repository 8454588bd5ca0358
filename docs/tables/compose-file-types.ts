import { typescriptTypes } from "../../model/compose/schema/typescript-types";

process.stdout.write(typescriptTypes());
