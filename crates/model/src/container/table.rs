//! The options of `docker create`: names, and what each takes.

use super::options::{Flag, List, Number, Pair, Text};

/// One option.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) short: Option<char>,
    pub(super) takes: Takes,
}

/// What an option takes.
#[derive(Clone, Copy)]
pub(super) enum Takes {
    Text(Text),
    List(List),
    Pair(Pair),
    Number(Number),
    Flag(Flag),
    HealthCmd,
    Publish,
    Ulimit,
    Mount,
    Tmpfs,
    Gpus,
    /// It is one of Docker's, but not here: why.
    Refused(&'static str),
}

const fn row(name: &'static str, takes: Takes) -> Row {
    Row {
        name,
        short: None,
        takes,
    }
}

const fn short(name: &'static str, short: char, takes: Takes) -> Row {
    Row {
        name,
        short: Some(short),
        takes,
    }
}

const NETWORK: &str = "the network is made for the job, so that its containers find each other";
const ADDRESS: &str = "addresses are given out by the engine";
const INPUT: &str = "nobody is there to type";

pub(super) static TABLE: &[Row] = &[
    row("add-host", Takes::List(List::AddHost)),
    row("cap-add", Takes::List(List::CapAdd)),
    row("cap-drop", Takes::List(List::CapDrop)),
    row("cgroup-parent", Takes::Text(Text::CgroupParent)),
    row("cpu-period", Takes::Number(Number::CpuPeriod)),
    row("cpu-quota", Takes::Number(Number::CpuQuota)),
    short("cpu-shares", 'c', Takes::Number(Number::CpuShares)),
    row("cpus", Takes::Number(Number::Cpus)),
    row("cpuset-cpus", Takes::Text(Text::CpusetCpus)),
    row("cpuset-mems", Takes::Text(Text::CpusetMems)),
    row("device", Takes::List(List::Device)),
    row("device-cgroup-rule", Takes::List(List::DeviceCgroupRule)),
    row("dns", Takes::List(List::Dns)),
    row("dns-opt", Takes::List(List::DnsOption)),
    row("dns-option", Takes::List(List::DnsOption)),
    row("dns-search", Takes::List(List::DnsSearch)),
    row("domainname", Takes::Text(Text::Domainname)),
    row("entrypoint", Takes::Text(Text::Entrypoint)),
    short("env", 'e', Takes::Pair(Pair::Env)),
    row("expose", Takes::List(List::Expose)),
    row("gpus", Takes::Gpus),
    row("group-add", Takes::List(List::GroupAdd)),
    row("health-cmd", Takes::HealthCmd),
    row("health-interval", Takes::Number(Number::HealthInterval)),
    row("health-retries", Takes::Number(Number::HealthRetries)),
    row(
        "health-start-interval",
        Takes::Number(Number::HealthStartInterval),
    ),
    row(
        "health-start-period",
        Takes::Number(Number::HealthStartPeriod),
    ),
    row("health-timeout", Takes::Number(Number::HealthTimeout)),
    short("hostname", 'h', Takes::Text(Text::Hostname)),
    row("init", Takes::Flag(Flag::Init)),
    short("interactive", 'i', Takes::Flag(Flag::Interactive)),
    row("ipc", Takes::Text(Text::Ipc)),
    short("label", 'l', Takes::Pair(Pair::Label)),
    row("log-driver", Takes::Text(Text::LogDriver)),
    row("log-opt", Takes::Pair(Pair::LogOption)),
    short("memory", 'm', Takes::Number(Number::Memory)),
    row(
        "memory-reservation",
        Takes::Number(Number::MemoryReservation),
    ),
    row("memory-swap", Takes::Number(Number::MemorySwap)),
    row("memory-swappiness", Takes::Number(Number::MemorySwappiness)),
    row("mount", Takes::Mount),
    row("name", Takes::Text(Text::Name)),
    row("network-alias", Takes::List(List::NetworkAlias)),
    row("net-alias", Takes::List(List::NetworkAlias)),
    row("no-healthcheck", Takes::Flag(Flag::NoHealthcheck)),
    row("oom-kill-disable", Takes::Flag(Flag::OomKillDisable)),
    row("oom-score-adj", Takes::Number(Number::OomScoreAdj)),
    row("pid", Takes::Text(Text::Pid)),
    row("pids-limit", Takes::Number(Number::PidsLimit)),
    row("platform", Takes::Text(Text::Platform)),
    row("privileged", Takes::Flag(Flag::Privileged)),
    short("publish", 'p', Takes::Publish),
    short("publish-all", 'P', Takes::Flag(Flag::PublishAll)),
    row("read-only", Takes::Flag(Flag::ReadOnly)),
    row("restart", Takes::Text(Text::Restart)),
    row("rm", Takes::Flag(Flag::Remove)),
    row("runtime", Takes::Text(Text::Runtime)),
    row("security-opt", Takes::List(List::SecurityOption)),
    row("shm-size", Takes::Number(Number::ShmSize)),
    row("stop-signal", Takes::Text(Text::StopSignal)),
    row("stop-timeout", Takes::Number(Number::StopTimeout)),
    row("storage-opt", Takes::Pair(Pair::StorageOption)),
    row("sysctl", Takes::Pair(Pair::Sysctl)),
    row("tmpfs", Takes::Tmpfs),
    short("tty", 't', Takes::Flag(Flag::Tty)),
    row("ulimit", Takes::Ulimit),
    short("user", 'u', Takes::Text(Text::User)),
    row("userns", Takes::Text(Text::Userns)),
    row("uts", Takes::Text(Text::Uts)),
    short("volume", 'v', Takes::List(List::Volume)),
    row("volumes-from", Takes::List(List::VolumesFrom)),
    short("workdir", 'w', Takes::Text(Text::Workdir)),
    short("attach", 'a', Takes::Refused(INPUT)),
    row("cidfile", Takes::Refused("nobody reads that file here")),
    row("env-file", Takes::Refused("write its variables under env:")),
    row("ip", Takes::Refused(ADDRESS)),
    row("ip6", Takes::Refused(ADDRESS)),
    row("label-file", Takes::Refused("write its labels as --label")),
    row(
        "link",
        Takes::Refused("the job's containers find each other by their names"),
    ),
    row("mac-address", Takes::Refused(ADDRESS)),
    row("net", Takes::Refused(NETWORK)),
    row("network", Takes::Refused(NETWORK)),
    row(
        "pull",
        Takes::Refused("when images are pulled is up to whoever runs the job"),
    ),
];
