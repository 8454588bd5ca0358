"use strict";
require("../../../toolchain/load-bundle.cjs")("lab/digitalocean-plugin/main.ts");
