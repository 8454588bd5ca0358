import { performance } from "node:perf_hooks";
import { loadCompose } from "../model/compose/load";
import { expectShortLife } from "../toolchain/short-lived";
import { median } from "./report/statistics";

const SERVICES = 50;
const RUNS = 10;
/** The goal for a first reading, which no cache and no compiled code helps. */
const LIMIT_MS = 150;

/** A compose file of that many services, with what real ones have. */
export function largeComposeFile(services: number): string {
  const one = (index: number) => `
  service-${index}:
    <<: *common
    image: "registry.example.com/service-${index}:\${TAG:-1.0}"
    command: ["serve", "--port", "80"]
    environment:
      NAME: service-${index}
      DATABASE_URL: "postgres://\${DB_USER:-app}:\${DB_PASSWORD:-secret}@db:5432/\${DB_NAME:-app}"
      LOG_LEVEL: info
    ports:
      - "${10000 + index}:80"
      - target: 9100
        mode: host
    volumes:
      - data-${index}:/data
      - ./conf/service-${index}:/etc/service:ro
    networks: [front, back]
    depends_on: ${index === 0 ? "[]" : `{ service-${index - 1}: { condition: service_healthy } }`}
    healthcheck: { test: ["CMD", "check"], interval: 10s, retries: 3 }
    deploy:
      resources: { limits: { cpus: "0.5", memory: 128M } }
    labels:
      - "com.example.index=${index}"
      - com.example.team=shop
`;
  const all = Array.from({ length: services }, (_, index) => index);
  return `x-common: &common
  restart: unless-stopped
  logging: { driver: json-file, options: { max-size: 10m, max-file: "3" } }
services:${all.map(one).join("")}
networks: { front: {}, back: { internal: true } }
volumes:
${all.map((index) => `  data-${index}:`).join("\n")}
`;
}

/** Prints how long the reading takes at first, in a process such as `slipway compose` is, and later on. Returns the exit code: 1 where the first is too slow. */
export function benchComposeModel(): number {
  expectShortLife();
  const text = largeComposeFile(SERVICES);
  const run = (): number => {
    const start = performance.now();
    const { mistakes } = loadCompose({
      files: ["/bench/compose.yaml"],
      environment: {},
      readFile: (path) => (path === "/bench/compose.yaml" ? text : undefined),
    });
    if (mistakes.length > 0)
      throw new Error(`the bench's own file is wrong: ${mistakes[0]!.problem}`);
    return performance.now() - start;
  };
  const first = run();
  const later = median(Array.from({ length: RUNS }, run));
  process.stdout.write(
    `compose model, ${SERVICES} services: ${first.toFixed(0)} ms the first time, ${later.toFixed(0)} ms after (limit ${LIMIT_MS} ms)\n`,
  );
  return first <= LIMIT_MS ? 0 : 1;
}
