import { isImage, isRepository } from "./image-name";
import type { Mistake } from "./mistakes";
import * as is from "./shape";

const argument = is.record(
  "a build argument's name, such as VERSION",
  (key) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(key),
  is.required(is.secretText(), "text"),
);

const REFERENCE = "an image such as nginx:1.27 or nginx@sha256:…";

const image = is.shape({
  reference: is.text(REFERENCE, isImage),
  repository: is.text("a repository without a tag, such as shop/web", isRepository),
  build: is.shape({
    context: is.required(is.text("a folder", nonEmpty), "the folder to build from"),
    dockerfile: is.text("a path", nonEmpty),
    args: argument,
    secretArgs: argument,
    target: is.text("the name of a stage", nonEmpty),
    platform: is.text("a platform such as linux/amd64", (value) =>
      /^[a-z0-9]+\/[a-z0-9_]+(\/v\d+)?$/.test(value),
    ),
  }),
});

function nonEmpty(value: string): boolean {
  return value !== "";
}

/** Everything wrong with what an image is made from. */
export function checkImage(spec: object): Mistake[] {
  const mistakes: Mistake[] = [];
  image(spec, "", mistakes);
  const { build, reference, repository } = spec as Record<string, unknown>;
  if ((build === undefined) === (reference === undefined))
    mistakes.push({
      path: "",
      problem: `expected either build or reference, got ${build === undefined ? "neither" : "both"}`,
    });
  if (reference !== undefined && repository !== undefined)
    mistakes.push({ path: "repository", problem: "only goes with build; leave it out" });
  return mistakes;
}

/** What is wrong with a reference that is known at last. */
export function checkReference(reference: unknown): Mistake[] {
  const mistakes: Mistake[] = [];
  is.text(REFERENCE, isImage)(reference, "reference", mistakes);
  return mistakes;
}
