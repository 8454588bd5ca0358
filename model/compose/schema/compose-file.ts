// Made of the published schema by docs/tables/compose-file-types.ts. A test holds that it is up to date.

/** A compose file as people write it. `x-…` are extensions. */
export type ComposeFile = {
  version?: string;
  name?: string;
  include?: IncludeForm[];
  services?: { [name: string]: ServiceForm };
  models?: { [name: string]: ModelForm };
  networks?: { [name: string]: NetworkForm };
  volumes?: { [name: string]: VolumeForm };
  secrets?: { [name: string]: SecretForm };
  configs?: { [name: string]: ConfigForm };
  [extension: `x-${string}`]: unknown;
};

export type ServiceForm = {
  develop?: DevelopmentForm;
  deploy?: DeploymentForm;
  annotations?: ListOrDictForm;
  attach?: boolean | string;
  build?:
    | string
    | {
        context?: string;
        dockerfile?: string;
        dockerfile_inline?: string;
        entitlements?: string[];
        args?: ListOrDictForm;
        ssh?: ListOrDictForm;
        labels?: ListOrDictForm;
        cache_from?: string[];
        cache_to?: string[];
        no_cache?: boolean | string;
        no_cache_filter?: StringOrListForm;
        additional_contexts?: ListOrDictForm;
        network?: string;
        provenance?: string | boolean;
        sbom?: string | boolean;
        pull?: boolean | string;
        target?: string;
        shm_size?: number | string;
        extra_hosts?: ExtraHostsForm;
        isolation?: string;
        privileged?: boolean | string;
        secrets?: ServiceConfigOrSecretForm;
        tags?: string[];
        ulimits?: UlimitsForm;
        platforms?: string[];
        [extension: `x-${string}`]: unknown;
      };
  blkio_config?: {
    device_read_bps?: BlkioLimitForm[];
    device_read_iops?: BlkioLimitForm[];
    device_write_bps?: BlkioLimitForm[];
    device_write_iops?: BlkioLimitForm[];
    weight?: number | string;
    weight_device?: BlkioWeightForm[];
  };
  cap_add?: string[];
  cap_drop?: string[];
  cgroup?: "host" | "private";
  cgroup_parent?: string;
  command?: CommandForm;
  configs?: ServiceConfigOrSecretForm;
  container_name?: string;
  cpu_count?: string | number;
  cpu_percent?: string | number;
  cpu_shares?: number | string;
  cpu_quota?: number | string;
  cpu_period?: number | string;
  cpu_rt_period?: number | string;
  cpu_rt_runtime?: number | string;
  cpus?: number | string;
  cpuset?: string;
  credential_spec?: {
    config?: string;
    file?: string;
    registry?: string;
    [extension: `x-${string}`]: unknown;
  };
  depends_on?:
    | ListOfStringsForm
    | {
        [name: string]: {
          restart?: boolean | string;
          required?: boolean;
          condition: "service_started" | "service_healthy" | "service_completed_successfully";
          [extension: `x-${string}`]: unknown;
        };
      };
  device_cgroup_rules?: ListOfStringsForm;
  devices?: (
    | string
    | { source: string; target?: string; permissions?: string; [extension: `x-${string}`]: unknown }
  )[];
  dns?: StringOrListForm;
  dns_opt?: string[];
  dns_search?: StringOrListForm;
  domainname?: string;
  entrypoint?: CommandForm;
  env_file?: EnvFileForm;
  label_file?: LabelFileForm;
  environment?: ListOrDictForm;
  expose?: (string | number)[];
  extends?: string | { service: string; file?: string };
  provider?: {
    type: string;
    options?: { [name: string]: string | number | boolean | (string | number | boolean)[] };
    [extension: `x-${string}`]: unknown;
  };
  external_links?: string[];
  extra_hosts?: ExtraHostsForm;
  gpus?: GpusForm;
  group_add?: (string | number)[];
  healthcheck?: HealthcheckForm;
  hostname?: string;
  image?: string;
  init?: boolean | string;
  ipc?: string;
  isolation?: string;
  labels?: ListOrDictForm;
  links?: string[];
  logging?: {
    driver?: string;
    options?: { [name: string]: string | number | null };
    [extension: `x-${string}`]: unknown;
  };
  mac_address?: string;
  mem_limit?: number | string;
  mem_reservation?: string | number;
  mem_swappiness?: number | string;
  memswap_limit?: number | string;
  network_mode?: string;
  models?:
    | ListOfStringsForm
    | {
        [name: string]: {
          endpoint_var?: string;
          model_var?: string;
          [extension: `x-${string}`]: unknown;
        } | null;
      };
  networks?:
    | ListOfStringsForm
    | {
        [name: string]: {
          aliases?: ListOfStringsForm;
          interface_name?: string;
          ipv4_address?: string;
          ipv6_address?: string;
          link_local_ips?: ListOfStringsForm;
          mac_address?: string;
          driver_opts?: { [name: string]: string | number };
          priority?: number;
          gw_priority?: number;
          [extension: `x-${string}`]: unknown;
        } | null;
      };
  oom_kill_disable?: boolean | string;
  oom_score_adj?: string | number;
  pid?: string | null;
  pids_limit?: number | string;
  platform?: string;
  ports?: (
    | number
    | string
    | {
        name?: string;
        mode?: string;
        host_ip?: string;
        target?: number | string;
        published?: string | number;
        protocol?: string;
        app_protocol?: string;
        [extension: `x-${string}`]: unknown;
      }
  )[];
  pre_start?: PreStartHookForm[];
  post_start?: ServiceHookForm[];
  pre_stop?: ServiceHookForm[];
  privileged?: boolean | string;
  profiles?: ListOfStringsForm;
  pull_policy?: string;
  pull_refresh_after?: string;
  read_only?: boolean | string;
  restart?: string;
  runtime?: string;
  scale?: number | string;
  security_opt?: string[];
  shm_size?: number | string;
  secrets?: ServiceConfigOrSecretForm;
  sysctls?: ListOrDictForm;
  stdin_open?: boolean | string;
  stop_grace_period?: string;
  stop_signal?: string;
  storage_opt?: { [name: string]: unknown };
  tmpfs?: StringOrListForm;
  tty?: boolean | string;
  ulimits?: UlimitsForm;
  use_api_socket?: boolean;
  user?: string;
  uts?: string;
  userns_mode?: string;
  volumes?: (
    | string
    | {
        type: "bind" | "volume" | "tmpfs" | "cluster" | "npipe" | "image";
        source?: string;
        target?: string;
        read_only?: boolean | string;
        consistency?: string;
        bind?: {
          propagation?: string;
          create_host_path?: boolean | string;
          recursive?: "enabled" | "disabled" | "writable" | "readonly";
          selinux?: "z" | "Z";
          [extension: `x-${string}`]: unknown;
        };
        volume?: {
          labels?: ListOrDictForm;
          nocopy?: boolean | string;
          subpath?: string;
          [extension: `x-${string}`]: unknown;
        };
        tmpfs?: {
          size?: number | string;
          mode?: number | string;
          [extension: `x-${string}`]: unknown;
        };
        image?: { subpath?: string; [extension: `x-${string}`]: unknown };
        [extension: `x-${string}`]: unknown;
      }
  )[];
  volumes_from?: string[];
  working_dir?: string;
  [extension: `x-${string}`]: unknown;
};

export type HealthcheckForm = {
  disable?: boolean | string;
  interval?: string;
  retries?: number | string;
  test?: string | string[];
  timeout?: string;
  start_period?: string;
  start_interval?: string;
  [extension: `x-${string}`]: unknown;
};

export type DevelopmentForm = {
  watch?: {
    ignore?: StringOrListForm;
    include?: StringOrListForm;
    path: string;
    action: "rebuild" | "sync" | "restart" | "sync+restart" | "sync+exec";
    target?: string;
    exec?: ServiceHookForm;
    initial_sync?: boolean;
    [extension: `x-${string}`]: unknown;
  }[];
  [extension: `x-${string}`]: unknown;
} | null;

export type DeploymentForm = {
  mode?: string;
  endpoint_mode?: string;
  replicas?: number | string;
  labels?: ListOrDictForm;
  rollback_config?: {
    parallelism?: number | string;
    delay?: string;
    failure_action?: string;
    monitor?: string;
    max_failure_ratio?: number | string;
    order?: "start-first" | "stop-first";
    [extension: `x-${string}`]: unknown;
  };
  update_config?: {
    parallelism?: number | string;
    delay?: string;
    failure_action?: string;
    monitor?: string;
    max_failure_ratio?: number | string;
    order?: "start-first" | "stop-first";
    [extension: `x-${string}`]: unknown;
  };
  resources?: {
    limits?: {
      cpus?: number | string;
      memory?: string;
      pids?: number | string;
      [extension: `x-${string}`]: unknown;
    };
    reservations?: {
      cpus?: number | string;
      memory?: string;
      generic_resources?: GenericResourcesForm;
      devices?: DevicesForm;
      [extension: `x-${string}`]: unknown;
    };
    [extension: `x-${string}`]: unknown;
  };
  restart_policy?: {
    condition?: string;
    delay?: string;
    max_attempts?: number | string;
    window?: string;
    [extension: `x-${string}`]: unknown;
  };
  placement?: {
    constraints?: string[];
    preferences?: { spread?: string; [extension: `x-${string}`]: unknown }[];
    max_replicas_per_node?: number | string;
    [extension: `x-${string}`]: unknown;
  };
  [extension: `x-${string}`]: unknown;
} | null;

export type GenericResourcesForm = {
  discrete_resource_spec?: {
    kind?: string;
    value?: number | string;
    [extension: `x-${string}`]: unknown;
  };
  [extension: `x-${string}`]: unknown;
}[];

export type DevicesForm = {
  capabilities: ListOfStringsForm;
  count?: string | number;
  device_ids?: ListOfStringsForm;
  driver?: string;
  options?: ListOrDictForm;
  [extension: `x-${string}`]: unknown;
}[];

export type GpusForm =
  | "all"
  | {
      capabilities?: ListOfStringsForm;
      count?: string | number;
      device_ids?: ListOfStringsForm;
      driver?: string;
      options?: ListOrDictForm;
    }[];

export type IncludeForm =
  string | { path?: StringOrListForm; env_file?: StringOrListForm; project_directory?: string };

export type NetworkForm = {
  name?: string;
  driver?: string;
  driver_opts?: { [name: string]: string | number };
  ipam?: {
    driver?: string;
    config?: {
      subnet?: string;
      ip_range?: string;
      gateway?: string;
      aux_addresses?: { [name: string]: string };
      [extension: `x-${string}`]: unknown;
    }[];
    options?: { [name: string]: string };
    [extension: `x-${string}`]: unknown;
  };
  external?: boolean | string | { name?: string; [extension: `x-${string}`]: unknown };
  internal?: boolean | string;
  enable_ipv4?: boolean | string;
  enable_ipv6?: boolean | string;
  attachable?: boolean | string;
  labels?: ListOrDictForm;
  [extension: `x-${string}`]: unknown;
} | null;

export type VolumeForm = {
  name?: string;
  driver?: string;
  driver_opts?: { [name: string]: string | number };
  external?: boolean | string | { name?: string; [extension: `x-${string}`]: unknown };
  labels?: ListOrDictForm;
  [extension: `x-${string}`]: unknown;
} | null;

export type SecretForm = {
  name?: string;
  environment?: string;
  file?: string;
  external?: boolean | string | { name?: string };
  labels?: ListOrDictForm;
  driver?: string;
  driver_opts?: { [name: string]: string | number };
  template_driver?: string;
  [extension: `x-${string}`]: unknown;
};

export type ConfigForm = {
  name?: string;
  content?: string;
  environment?: string;
  file?: string;
  external?: boolean | string | { name?: string };
  labels?: ListOrDictForm;
  template_driver?: string;
  [extension: `x-${string}`]: unknown;
};

export type ModelForm = {
  name?: string;
  model: string;
  context_size?: number;
  runtime_flags?: string[];
  [extension: `x-${string}`]: unknown;
};

export type CommandForm = null | string | string[];

export type ServiceHookForm = {
  command: CommandForm;
  user?: string;
  privileged?: boolean | string;
  working_dir?: string;
  environment?: ListOrDictForm;
  [extension: `x-${string}`]: unknown;
};

export type PreStartHookForm = {
  command?: CommandForm;
  image?: string;
  user?: string;
  privileged?: boolean | string;
  working_dir?: string;
  environment?: ListOrDictForm;
  per_replica?: boolean | string;
  [extension: `x-${string}`]: unknown;
};

export type EnvFileForm =
  string | (string | { path: string; format?: string; required?: boolean | string })[];

export type LabelFileForm = string | string[];

export type StringOrListForm = string | ListOfStringsForm;

export type ListOfStringsForm = string[];

export type ListOrDictForm = { [name: string]: string | number | boolean | null } | string[];

export type ExtraHostsForm = { [name: string]: string | string[] } | string[];

export type BlkioLimitForm = { path?: string; rate?: number | string };

export type BlkioWeightForm = { path?: string; weight?: number | string };

export type ServiceConfigOrSecretForm = (
  | string
  | {
      source?: string;
      target?: string;
      uid?: string;
      gid?: string;
      mode?: number | string;
      [extension: `x-${string}`]: unknown;
    }
)[];

export type UlimitsForm = {
  [name: string]:
    | number
    | string
    | { hard: number | string; soft: number | string; [extension: `x-${string}`]: unknown };
};
