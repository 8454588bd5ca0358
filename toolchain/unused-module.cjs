"use strict";
// Stands in bundles for packages that dockerode asks for and that are never used: see load-bundle.cjs.
