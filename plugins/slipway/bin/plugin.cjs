"use strict";
require("../../../toolchain/load-bundle.cjs")("plugins/slipway/main.ts");
