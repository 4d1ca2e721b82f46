//! Reads options of `docker create`.

use std::fmt;

use super::PortMapping;
use super::table::{Row, TABLE, Takes};
use super::units::{bytes, duration, nano};
use crate::suggest::nearest;

/// One option of `docker create`, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreateOption {
    /// One that takes a text; the last one counts.
    Text(Text, String),
    /// One that may be given several times.
    List(List, String),
    /// `NAME=value`, which may be given several times.
    Pair(Pair, String, String),
    /// A number, with its unit brought to the engine's own.
    Number(Number, i64),
    /// On or off.
    Flag(Flag, bool),
    /// A health check for the container's shell.
    HealthCmd(String),
    /// A port.
    Publish(PortMapping),
    /// A limit of the processes.
    Ulimit(Ulimit),
    /// A folder of this machine, or a volume.
    Mount(BindMount),
    /// A folder in memory, and its options.
    Tmpfs(String, String),
    /// `all`, or how many.
    Gpus(i64),
}

/// Options that take a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the options")]
pub enum Text {
    CgroupParent,
    CpusetCpus,
    CpusetMems,
    Domainname,
    Entrypoint,
    Hostname,
    Ipc,
    LogDriver,
    Name,
    Pid,
    Platform,
    Restart,
    Runtime,
    StopSignal,
    User,
    Userns,
    Uts,
    Workdir,
}

/// Options that take a text and may be given several times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the options")]
pub enum List {
    AddHost,
    CapAdd,
    CapDrop,
    Device,
    DeviceCgroupRule,
    Dns,
    DnsOption,
    DnsSearch,
    Expose,
    GroupAdd,
    NetworkAlias,
    SecurityOption,
    Volume,
    VolumesFrom,
}

/// Options that take `NAME=value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the options")]
pub enum Pair {
    Env,
    Label,
    LogOption,
    StorageOption,
    Sysctl,
}

/// Options that take a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the options")]
pub enum Number {
    CpuPeriod,
    CpuQuota,
    CpuShares,
    /// In billionths.
    Cpus,
    /// In nanoseconds, as all of health's times.
    HealthInterval,
    HealthRetries,
    HealthStartInterval,
    HealthStartPeriod,
    HealthTimeout,
    /// In bytes.
    Memory,
    MemoryReservation,
    MemorySwap,
    MemorySwappiness,
    OomScoreAdj,
    PidsLimit,
    /// In bytes.
    ShmSize,
    /// In seconds.
    StopTimeout,
}

/// Options that are on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the options")]
pub enum Flag {
    Init,
    Interactive,
    NoHealthcheck,
    OomKillDisable,
    Privileged,
    PublishAll,
    ReadOnly,
    /// Containers are always removed.
    Remove,
    Tty,
}

/// A limit of the processes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ulimit {
    /// `nofile`, say.
    pub name: String,
    /// What a process may raise.
    pub soft: i64,
    /// Up to here.
    pub hard: i64,
}

/// What `--mount` asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BindMount {
    /// `bind`, `volume` or `tmpfs`.
    pub kind: String,
    /// A folder of this machine or a volume's name; None: a volume without a name.
    pub source: Option<String>,
    /// In the container.
    pub target: String,
    /// Whether the container may only read it.
    pub read_only: bool,
}

/// An option that can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionError {
    /// As written: `--cpu`.
    pub option: String,
    /// What is wrong.
    pub why: String,
}

impl fmt::Display for OptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "option {}: {}", self.option, self.why)
    }
}

impl std::error::Error for OptionError {}

/// Reads the words of `docker create`'s options. One that is unknown or can't be had is an error.
pub fn parse_options(words: &[String]) -> Result<Vec<CreateOption>, OptionError> {
    let mut words = words.iter().map(String::as_str);
    let mut options = Vec::new();
    while let Some(word) = words.next() {
        if let Some(long) = word.strip_prefix("--").filter(|long| !long.is_empty()) {
            let (name, value) = match long.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (long, None),
            };
            let row = find(|row| row.name == name).ok_or_else(|| unknown(name))?;
            read(row, &format!("--{name}"), value, &mut words, &mut options)?;
        } else if let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) {
            read_letters(letters, &mut words, &mut options)?;
        } else {
            return Err(error(word, "it is no option: an option begins with -"));
        }
    }
    Ok(options)
}

fn find(is: impl Fn(&Row) -> bool) -> Option<&'static Row> {
    TABLE.iter().find(|row| is(row))
}

/// `-it`, `-e NAME=value`, `-eNAME=value`
fn read_letters<'w>(
    letters: &'w str,
    words: &mut impl Iterator<Item = &'w str>,
    options: &mut Vec<CreateOption>,
) -> Result<(), OptionError> {
    let mut rest = letters.chars();
    while let Some(letter) = rest.next() {
        let name = format!("-{letter}");
        let row = find(|row| row.short == Some(letter));
        let row = row.ok_or_else(|| error(&name, "docker create does not know it"))?;
        if matches!(row.takes, Takes::Flag(_)) {
            read(row, &name, None, words, options)?;
            continue;
        }
        let attached = rest.as_str();
        let attached = attached.strip_prefix('=').unwrap_or(attached);
        let value = Some(attached).filter(|value| !value.is_empty());
        return read(row, &name, value, words, options);
    }
    Ok(())
}

fn read<'w>(
    row: &Row,
    name: &str,
    value: Option<&'w str>,
    words: &mut impl Iterator<Item = &'w str>,
    options: &mut Vec<CreateOption>,
) -> Result<(), OptionError> {
    match row.takes {
        Takes::Refused(why) => return Err(error(name, why)),
        Takes::Flag(flag) => options.push(CreateOption::Flag(flag, on_or_off(name, value)?)),
        takes => {
            let value = value.or_else(|| words.next());
            let value = value.ok_or_else(|| error(name, "it needs a value"))?;
            let read = read_value(takes, value).map_err(|why| error(name, &why))?;
            options.extend(read);
        }
    }
    Ok(())
}

fn read_value(takes: Takes, value: &str) -> Result<Vec<CreateOption>, String> {
    let text = value.to_owned();
    let one = match takes {
        Takes::Text(which) => CreateOption::Text(which, text),
        Takes::List(which) => CreateOption::List(which, text),
        Takes::Pair(which) => pair(which, value)?,
        Takes::Number(which) => CreateOption::Number(which, number(which, value)?),
        Takes::HealthCmd => CreateOption::HealthCmd(text),
        Takes::Publish => {
            let ports = PortMapping::parse(value)?;
            return Ok(ports.into_iter().map(CreateOption::Publish).collect());
        }
        Takes::Ulimit => CreateOption::Ulimit(ulimit(value)?),
        Takes::Mount => CreateOption::Mount(mount(value)?),
        Takes::Tmpfs => {
            let (path, options) = value.split_once(':').unwrap_or((value, ""));
            CreateOption::Tmpfs(path.to_owned(), options.to_owned())
        }
        Takes::Gpus => CreateOption::Gpus(gpus(value)?),
        Takes::Flag(_) | Takes::Refused(_) => return Ok(Vec::new()),
    };
    Ok(vec![one])
}

fn on_or_off(name: &str, value: Option<&str>) -> Result<bool, OptionError> {
    match value {
        None | Some("true" | "1") => Ok(true),
        Some("false" | "0") => Ok(false),
        Some(other) => Err(error(name, &format!("{other} is neither true nor false"))),
    }
}

fn pair(which: Pair, value: &str) -> Result<CreateOption, String> {
    match value.split_once('=') {
        Some((name, value)) => Ok(CreateOption::Pair(which, name.to_owned(), value.to_owned())),
        // Docker would take it from the environment of whoever calls it.
        None if which == Pair::Env => Err(format!("{value} has no value: write {value}=...")),
        None => Ok(CreateOption::Pair(which, value.to_owned(), String::new())),
    }
}

fn number(which: Number, value: &str) -> Result<i64, String> {
    use Number as N;
    let (read, like) = match which {
        N::Memory | N::MemoryReservation | N::MemorySwap | N::ShmSize => (bytes(value), "512m"),
        N::Cpus => (nano(value), "1.5"),
        N::HealthInterval | N::HealthTimeout | N::HealthStartPeriod | N::HealthStartInterval => {
            (duration(value), "10s")
        }
        _ => (value.parse().ok(), "5"),
    };
    read.ok_or_else(|| format!("{value} can't be read: write it like {like}"))
}

/// `nofile=1024:2048`
fn ulimit(value: &str) -> Result<Ulimit, String> {
    let read = || {
        let (name, limits) = value.split_once('=')?;
        let (soft, hard) = limits.split_once(':').unwrap_or((limits, limits));
        let name = name.to_owned();
        Some(Ulimit {
            name,
            soft: soft.parse().ok()?,
            hard: hard.parse().ok()?,
        })
    };
    read().ok_or_else(|| format!("{value} can't be read: write it like nofile=1024:2048"))
}

/// `type=bind,source=/a,target=/b,readonly`
fn mount(value: &str) -> Result<BindMount, String> {
    let mut mount = BindMount {
        kind: "volume".to_owned(),
        ..BindMount::default()
    };
    for field in value.split(',') {
        let (key, value) = field.split_once('=').unwrap_or((field, "true"));
        match key {
            "type" => value.clone_into(&mut mount.kind),
            "source" | "src" => mount.source = Some(value.to_owned()),
            "target" | "dst" | "destination" => value.clone_into(&mut mount.target),
            "readonly" | "ro" => mount.read_only = value != "false" && value != "0",
            other => return Err(format!("its key {other} is not supported")),
        }
    }
    if mount.target.is_empty() {
        return Err("it has no target".to_owned());
    }
    Ok(mount)
}

fn gpus(value: &str) -> Result<i64, String> {
    match value {
        "all" => Ok(-1),
        _ => value
            .parse()
            .map_err(|_| format!("{value} is neither all nor a number")),
    }
}

fn unknown(name: &str) -> OptionError {
    let names = TABLE.iter().map(|row| row.name);
    let hint = nearest(name, names).map(|near| format!("; did you mean --{near}?"));
    let why = format!("docker create does not know it{}", hint.unwrap_or_default());
    error(&format!("--{name}"), &why)
}

fn error(option: &str, why: &str) -> OptionError {
    OptionError {
        option: option.to_owned(),
        why: why.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::split_words;
    use super::*;

    fn read(text: &str) -> Result<Vec<CreateOption>, String> {
        parse_options(&split_words(text).unwrap()).map_err(|error| error.to_string())
    }

    fn text(which: Text, value: &str) -> CreateOption {
        CreateOption::Text(which, value.to_owned())
    }

    fn env(name: &str, value: &str) -> CreateOption {
        CreateOption::Pair(Pair::Env, name.to_owned(), value.to_owned())
    }

    #[test]
    fn values_stand_behind_or_beside() {
        let expected = Ok(vec![text(Text::User, "1000:1000")]);
        for written in [
            "--user 1000:1000",
            "--user=1000:1000",
            "-u 1000:1000",
            "-u1000:1000",
        ] {
            assert_eq!(read(written), expected, "{written}");
        }
        assert_eq!(
            read("-e A=b=c -eD= --env E='f g'"),
            Ok(vec![env("A", "b=c"), env("D", ""), env("E", "f g")])
        );
    }

    #[test]
    fn flags_take_no_word() {
        let flag = |flag, on| CreateOption::Flag(flag, on);
        assert_eq!(
            read("--init --privileged=false"),
            Ok(vec![flag(Flag::Init, true), flag(Flag::Privileged, false)])
        );
        assert_eq!(
            read("-it"),
            Ok(vec![flag(Flag::Interactive, true), flag(Flag::Tty, true)])
        );
        assert_eq!(
            read("--init yes").unwrap_err(),
            "option yes: it is no option: an option begins with -"
        );
    }

    #[test]
    fn a_health_check() {
        let number = |which, value| CreateOption::Number(which, value);
        let expected = vec![
            CreateOption::HealthCmd("redis-cli ping".to_owned()),
            number(Number::HealthInterval, 10_000_000_000),
            number(Number::HealthTimeout, 500_000_000),
            number(Number::HealthRetries, 5),
        ];
        let written = r#"--health-cmd "redis-cli ping" --health-interval 10s --health-timeout=500ms --health-retries 5"#;
        assert_eq!(read(written), Ok(expected));
    }

    #[test]
    fn things_with_parts() {
        let limit = Ulimit {
            name: "nofile".to_owned(),
            soft: 10,
            hard: 20,
        };
        assert_eq!(
            read("--ulimit nofile=10:20"),
            Ok(vec![CreateOption::Ulimit(limit)])
        );
        let mount = BindMount {
            kind: "bind".to_owned(),
            source: Some("/a".to_owned()),
            target: "/b".to_owned(),
            read_only: true,
        };
        assert_eq!(
            read("--mount type=bind,src=/a,dst=/b,ro"),
            Ok(vec![CreateOption::Mount(mount)])
        );
        let tmpfs = CreateOption::Tmpfs("/run".to_owned(), "size=64m".to_owned());
        assert_eq!(
            read("--tmpfs /run:size=64m --gpus all"),
            Ok(vec![tmpfs, CreateOption::Gpus(-1)])
        );
        assert_eq!(read("-p 80-81").unwrap().len(), 2);
    }

    #[test]
    fn what_is_wrong_names_the_option() {
        for (written, why) in [
            (
                "--usr x",
                "option --usr: docker create does not know it; did you mean --user?",
            ),
            ("-z", "option -z: docker create does not know it"),
            (
                "--network host",
                "option --network: the network is made for the job, so that its containers find each other",
            ),
            ("--user", "option --user: it needs a value"),
            (
                "--memory lots",
                "option --memory: lots can't be read: write it like 512m",
            ),
            (
                "--init=maybe",
                "option --init: maybe is neither true nor false",
            ),
            ("--env A", "option --env: A has no value: write A=..."),
            (
                "--ulimit 5",
                "option --ulimit: 5 can't be read: write it like nofile=1024:2048",
            ),
            (
                "-p x",
                "option -p: port x: write it as 80, 8080:80 or 8080:80/udp",
            ),
            ("--mount type=bind", "option --mount: it has no target"),
            (
                "image",
                "option image: it is no option: an option begins with -",
            ),
        ] {
            assert_eq!(read(written).unwrap_err(), why);
        }
    }

    #[test]
    fn names_are_unique() {
        for (at, row) in TABLE.iter().enumerate() {
            let others = TABLE.iter().skip(at + 1);
            assert!(
                others.clone().all(|other| other.name != row.name),
                "{}",
                row.name
            );
            assert!(
                row.short.is_none() || others.clone().all(|other| other.short != row.short),
                "{}",
                row.name
            );
        }
    }
}
