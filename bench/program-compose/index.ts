/** W(N) as a compose file, taken as it is. The bench names the file and the project in SLIPWAY_BENCH_COMPOSE. */
import { ComposeApp } from "../../components/compose/compose-app";
import { DockerHost } from "../../components/hosts/docker-host";

const text = process.env.SLIPWAY_BENCH_COMPOSE;
if (text === undefined)
  throw new Error(
    "SLIPWAY_BENCH_COMPOSE: expected the compose file and the project's name, got nothing; use `npm run bench -- --compose`.",
  );
const { file, projectName } = JSON.parse(text) as { file: string; projectName: string };
new ComposeApp("bench", { on: new DockerHost("local"), file, projectName, keepVolumes: false });
