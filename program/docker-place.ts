import * as docker from "@pulumi/docker";
import { Gateway } from "../components/gateway/gateway";
import { DockerHost } from "../components/hosts/docker-host";
import { Image } from "../components/images/image";
import type { StackConfig } from "../config/load";
import type { Place } from "./place";

/** One host, with a gateway on it. */
export function dockerPlace(config: StackConfig): Place {
  const host = new DockerHost("local", config.host === undefined ? {} : { host: config.host });
  const network = new docker.Network("private", {}, { provider: host.provider });
  const image = new Image("web", {
    on: host,
    ...(config.image === undefined
      ? { build: { context: "examples/web" } }
      : { reference: config.image }),
  });
  const { image: gatewayImage, ...published } = config.gateway;
  const gateway = new Gateway("gateway", {
    on: host,
    networks: [network.name],
    ...published,
    ...(gatewayImage !== undefined && {
      image: new Image("gateway-image", { on: host, reference: gatewayImage }),
    }),
  });
  return {
    workload: { on: host, image, networks: [network] },
    volumeAccess: "shared",
    expose(workload) {
      gateway.route(workload.name, { to: workload });
      return {
        url: gateway.url,
        outputs: { imageDigest: image.digest, containers: workload.containerNames },
      };
    },
  };
}
