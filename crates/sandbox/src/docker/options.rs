//! What `docker create`'s options ask for, as the engine's API takes it.

use std::path::Path;

use bollard::models::{
    DeviceMapping, DeviceRequest, HostConfig, HostConfigLogConfig, Mount, MountType, PortBinding,
    ResourcesUlimits, RestartPolicy, RestartPolicyNameEnum,
};
use maillon_model::container::{
    BindMount, CreateOption, Flag, List, Number, Pair, PortMapping, Protocol, Text,
};

use super::container::Plan;

/// Who may connect to published ports: this machine alone.
const LOOPBACK: &str = "127.0.0.1";

impl Plan {
    pub(super) fn options(&mut self, options: Vec<CreateOption>, base: &Path) {
        for option in options {
            self.option(option, base);
        }
    }

    fn option(&mut self, option: CreateOption, base: &Path) {
        match option {
            CreateOption::Text(which, value) => self.text(which, value),
            CreateOption::List(List::Volume, value) => self.volume(&value, base),
            CreateOption::List(List::Device, value) => push(&mut self.host.devices, device(&value)),
            CreateOption::List(List::Expose, value) => {
                let port = if value.contains('/') {
                    value
                } else {
                    format!("{value}/tcp")
                };
                push(&mut self.body.exposed_ports, port);
            }
            CreateOption::List(which, value) => push(self.list(which), value),
            CreateOption::Pair(which, name, value) => self.pair(which, name, value),
            CreateOption::Number(which, value) => self.number(which, value),
            CreateOption::Flag(which, on) => self.flag(which, on),
            CreateOption::HealthCmd(command) => {
                self.health().test = Some(vec!["CMD-SHELL".to_owned(), command]);
            }
            CreateOption::Publish(port) => self.publish(port),
            CreateOption::Ulimit(limit) => push(
                &mut self.host.ulimits,
                ResourcesUlimits {
                    name: Some(limit.name),
                    soft: Some(limit.soft),
                    hard: Some(limit.hard),
                },
            ),
            CreateOption::Mount(mount) => push(&mut self.host.mounts, bind(mount, base)),
            CreateOption::Tmpfs(path, options) => {
                self.host
                    .tmpfs
                    .get_or_insert_default()
                    .insert(path, options);
            }
            CreateOption::Gpus(count) => push(&mut self.host.device_requests, gpus(count)),
        }
    }

    fn text(&mut self, which: Text, value: String) {
        let (body, host) = (&mut self.body, &mut self.host);
        let slot = match which {
            Text::CgroupParent => &mut host.cgroup_parent,
            Text::CpusetCpus => &mut host.cpuset_cpus,
            Text::CpusetMems => &mut host.cpuset_mems,
            Text::Domainname => &mut body.domainname,
            Text::Hostname => &mut body.hostname,
            Text::Ipc => &mut host.ipc_mode,
            Text::Name => return self.name = value,
            Text::Pid => &mut host.pid_mode,
            Text::Platform => return self.platform = value,
            Text::Runtime => &mut host.runtime,
            Text::StopSignal => &mut body.stop_signal,
            Text::User => &mut body.user,
            Text::Userns => &mut host.userns_mode,
            Text::Uts => &mut host.uts_mode,
            Text::Workdir => &mut body.working_dir,
            Text::Entrypoint => return body.entrypoint = Some(vec![value]),
            Text::LogDriver => return log_config(host).typ = Some(value),
            Text::Restart => return host.restart_policy = Some(restart(&value)),
        };
        *slot = Some(value);
    }

    fn list(&mut self, which: List) -> &mut Option<Vec<String>> {
        let host = &mut self.host;
        match which {
            List::AddHost => &mut host.extra_hosts,
            List::CapAdd => &mut host.cap_add,
            List::CapDrop => &mut host.cap_drop,
            List::DeviceCgroupRule => &mut host.device_cgroup_rules,
            List::Dns => &mut host.dns,
            List::DnsOption => &mut host.dns_options,
            List::DnsSearch => &mut host.dns_search,
            List::GroupAdd => &mut host.group_add,
            List::NetworkAlias => &mut self.aliases,
            List::SecurityOption => &mut host.security_opt,
            List::VolumesFrom => &mut host.volumes_from,
            // These two have forms of their own; see `option`.
            List::Expose | List::Device => &mut self.body.exposed_ports,
            List::Volume => &mut host.binds,
        }
    }

    fn pair(&mut self, which: Pair, name: String, value: String) {
        let (body, host) = (&mut self.body, &mut self.host);
        let map = match which {
            Pair::Env => return push(&mut body.env, format!("{name}={value}")),
            Pair::Label => &mut body.labels,
            Pair::LogOption => &mut log_config(host).config,
            Pair::StorageOption => &mut host.storage_opt,
            Pair::Sysctl => &mut host.sysctls,
        };
        map.get_or_insert_default().insert(name, value);
    }

    fn number(&mut self, which: Number, value: i64) {
        let host = &mut self.host;
        let slot = match which {
            Number::CpuPeriod => &mut host.cpu_period,
            Number::CpuQuota => &mut host.cpu_quota,
            Number::CpuShares => &mut host.cpu_shares,
            Number::Cpus => &mut host.nano_cpus,
            Number::HealthInterval => &mut self.health().interval,
            Number::HealthRetries => &mut self.health().retries,
            Number::HealthStartInterval => &mut self.health().start_interval,
            Number::HealthStartPeriod => &mut self.health().start_period,
            Number::HealthTimeout => &mut self.health().timeout,
            Number::Memory => &mut host.memory,
            Number::MemoryReservation => &mut host.memory_reservation,
            Number::MemorySwap => &mut host.memory_swap,
            Number::MemorySwappiness => &mut host.memory_swappiness,
            Number::OomScoreAdj => &mut host.oom_score_adj,
            Number::PidsLimit => &mut host.pids_limit,
            Number::ShmSize => &mut host.shm_size,
            Number::StopTimeout => &mut self.body.stop_timeout,
        };
        *slot = Some(value);
    }

    fn flag(&mut self, which: Flag, on: bool) {
        let host = &mut self.host;
        let slot = match which {
            Flag::Init => &mut host.init,
            Flag::Interactive => &mut self.body.open_stdin,
            Flag::OomKillDisable => &mut host.oom_kill_disable,
            Flag::Privileged => &mut host.privileged,
            Flag::PublishAll => &mut host.publish_all_ports,
            Flag::ReadOnly => &mut host.readonly_rootfs,
            Flag::Tty => &mut self.body.tty,
            Flag::NoHealthcheck => {
                return self.health().test = on.then(|| vec!["NONE".to_owned()]);
            }
            // They are removed anyway.
            Flag::Remove => return,
        };
        *slot = Some(on);
    }

    /// Lets this machine connect to a port.
    pub(super) fn publish(&mut self, port: PortMapping) {
        let protocol = match port.protocol {
            Protocol::Tcp => "tcp",
            Protocol::Udp => "udp",
        };
        let name = format!("{}/{protocol}", port.container);
        let binding = PortBinding {
            host_ip: Some(LOOPBACK.to_owned()),
            host_port: Some(port.host.map(|port| port.to_string()).unwrap_or_default()),
        };
        push(&mut self.body.exposed_ports, name.clone());
        let bindings = self.host.port_bindings.get_or_insert_default();
        push(bindings.entry(name).or_default(), binding);
    }

    /// An engine elsewhere has another loopback.
    pub(super) fn publish_to_all(&mut self) {
        let bindings = self.host.port_bindings.iter_mut().flatten();
        for binding in bindings.filter_map(|(_, list)| list.as_mut()).flatten() {
            binding.host_ip = None;
        }
    }

    /// `name:/guest`, `/host:/guest:ro`, `./folder:/guest`, `/guest`
    pub(super) fn volume(&mut self, text: &str, base: &Path) {
        match text.split_once(':') {
            None => push(&mut self.body.volumes, text.to_owned()),
            Some((source, rest)) => {
                push(
                    &mut self.host.binds,
                    format!("{}:{rest}", on_this_machine(source, base)),
                );
            }
        }
    }
}

/// A volume's name as it is; a relative path below the workspace.
fn on_this_machine(source: &str, base: &Path) -> String {
    if source.starts_with('.') {
        let path: std::path::PathBuf = base.join(source).components().collect();
        path.display().to_string()
    } else {
        source.to_owned()
    }
}

pub(super) fn push<T>(list: &mut Option<Vec<T>>, item: T) {
    list.get_or_insert_default().push(item);
}

fn log_config(host: &mut HostConfig) -> &mut HostConfigLogConfig {
    host.log_config.get_or_insert_default()
}

/// `on-failure:5`
fn restart(text: &str) -> RestartPolicy {
    let (name, count) = text.split_once(':').unwrap_or((text, ""));
    let name = match name {
        "always" => RestartPolicyNameEnum::ALWAYS,
        "unless-stopped" => RestartPolicyNameEnum::UNLESS_STOPPED,
        "on-failure" => RestartPolicyNameEnum::ON_FAILURE,
        _ => RestartPolicyNameEnum::NO,
    };
    RestartPolicy {
        name: Some(name),
        maximum_retry_count: count.parse().ok(),
    }
}

/// `/dev/a`, `/dev/a:/dev/b`, `/dev/a:/dev/b:rw`
fn device(text: &str) -> DeviceMapping {
    let mut parts = text.splitn(3, ':').map(str::to_owned);
    let host = parts.next();
    DeviceMapping {
        path_in_container: parts.next().or_else(|| host.clone()),
        path_on_host: host,
        cgroup_permissions: Some(parts.next().unwrap_or_else(|| "rwm".to_owned())),
    }
}

fn gpus(count: i64) -> DeviceRequest {
    DeviceRequest {
        count: Some(count),
        capabilities: Some(vec![vec!["gpu".to_owned()]]),
        ..DeviceRequest::default()
    }
}

fn bind(mount: BindMount, base: &Path) -> Mount {
    let (kind, source) = match mount.kind.as_str() {
        "bind" => (
            MountType::BIND,
            mount.source.map(|source| on_this_machine(&source, base)),
        ),
        "tmpfs" => (MountType::TMPFS, None),
        _ => (MountType::VOLUME, mount.source),
    };
    Mount {
        typ: Some(kind),
        source,
        target: Some(mount.target),
        read_only: Some(mount.read_only),
        ..Mount::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_model::container::{parse_options, split_words};

    fn plan(options: &str) -> Plan {
        let mut plan = Plan::default();
        let options = parse_options(&split_words(options).unwrap()).unwrap();
        plan.options(options, Path::new("/work"));
        plan
    }

    #[test]
    fn texts_numbers_and_flags() {
        let plan =
            plan("--user a --hostname h --cpus 1.5 --memory 1g --init --name n --shm-size 64m");
        assert_eq!(plan.body.user.as_deref(), Some("a"));
        assert_eq!(plan.body.hostname.as_deref(), Some("h"));
        assert_eq!(plan.host.nano_cpus, Some(1_500_000_000));
        assert_eq!(plan.host.memory, Some(1 << 30));
        assert_eq!(plan.host.init, Some(true));
        assert_eq!(plan.host.shm_size, Some(64 << 20));
        assert_eq!(plan.name, "n");
    }

    #[test]
    fn lists_and_pairs() {
        let plan = plan(
            "-e A=1 --label l=2 --cap-add NET_ADMIN --add-host x:1.2.3.4 --network-alias y \
             --tmpfs /t:size=1m --device /dev/null --device /dev/zero:/dev/z:r --sysctl a.b=1",
        );
        assert_eq!(plan.body.env, Some(vec!["A=1".to_owned()]));
        assert_eq!(plan.body.labels.unwrap()["l"], "2");
        assert_eq!(plan.host.cap_add, Some(vec!["NET_ADMIN".to_owned()]));
        assert_eq!(plan.aliases, Some(vec!["y".to_owned()]));
        assert_eq!(plan.host.tmpfs.unwrap()["/t"], "size=1m");
        let devices = plan.host.devices.unwrap();
        assert_eq!(devices[0].path_in_container.as_deref(), Some("/dev/null"));
        assert_eq!(devices[1].cgroup_permissions.as_deref(), Some("r"));
        assert_eq!(plan.host.sysctls.unwrap()["a.b"], "1");
    }

    #[test]
    fn volumes_may_be_relative() {
        let plan = plan("-v ./a:/b:ro -v name:/c -v /d -v /e:/f --mount type=bind,src=.,dst=/g");
        let binds = ["/work/a:/b:ro", "name:/c", "/e:/f"].map(str::to_owned);
        assert_eq!(plan.host.binds, Some(binds.into()));
        assert_eq!(plan.body.volumes, Some(vec!["/d".to_owned()]));
        assert_eq!(
            plan.host.mounts.unwrap()[0].source.as_deref(),
            Some("/work")
        );
    }

    #[test]
    fn ports_are_for_this_machine() {
        let plan = plan("-p 8080:80 -p 53/udp");
        let bindings = plan.host.port_bindings.unwrap();
        let binding = |name: &str| bindings[name].as_ref().unwrap()[0].clone();
        assert_eq!(binding("80/tcp").host_port.as_deref(), Some("8080"));
        assert_eq!(binding("80/tcp").host_ip.as_deref(), Some("127.0.0.1"));
        assert_eq!(binding("53/udp").host_port.as_deref(), Some(""));
    }
}
