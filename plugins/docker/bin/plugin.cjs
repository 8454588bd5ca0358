"use strict";
require("../../../toolchain/load-bundle.cjs")("plugins/docker/main.ts");
