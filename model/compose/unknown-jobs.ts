import type { Mistake } from "../mistakes";
import { didYouMean } from "../nearest";

/** Mistakes in the names of services that do one thing and end. */
export function unknownJobs(
  jobs: readonly string[] | undefined,
  services: readonly string[],
): Mistake[] {
  return (jobs ?? []).flatMap((job, index) =>
    services.includes(job)
      ? []
      : [
          {
            path: `jobs[${index}]`,
            problem: `there is no active service "${job}"${didYouMean(job, services)}`,
          },
        ],
  );
}
