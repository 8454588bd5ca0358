"use strict";
require("../../../toolchain/load-bundle.cjs")("lab/kubernetes-plugin/main.ts");
