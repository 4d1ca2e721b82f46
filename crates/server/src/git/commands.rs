//! What a push asks for: the commands at its beginning.

use super::packets::{FLUSH, Packet, packet, put, put_band};

/// One ref that a push changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    /// `refs/heads/main`
    pub(super) name: String,
    /// Where it is to point; None: it is to go.
    pub(super) new: Option<String>,
    /// Where the pusher thinks that it points; None: it does not exist.
    pub(super) old: Option<String>,
}

/// The beginning of a push.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Commands {
    /// The refs; none in a probe.
    pub(super) list: Vec<Command>,
    /// `ci.skip`, ...
    pub(super) options: Vec<String>,
    capabilities: Vec<String>,
}

/// What was read of the beginning of a push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// All of it.
    Done(Commands),
    /// More bytes are needed.
    Partial,
    /// It is not what git sends.
    Bad(&'static str),
}

/// The most that the commands of a push may take, in bytes.
pub(super) const LARGEST: usize = 4 << 20;

/// Reads the commands at the beginning of a push.
pub(super) fn read(bytes: &[u8]) -> Reading {
    let mut commands = Commands::default();
    let mut rest = bytes;
    loop {
        match packet(rest) {
            Packet::Data(data, len) => {
                if let Err(why) = commands.take(data) {
                    return Reading::Bad(why);
                }
                rest = &rest[len..];
            }
            Packet::Flush => {
                rest = &rest[FLUSH.len()..];
                break;
            }
            Packet::Partial if bytes.len() > LARGEST => {
                return Reading::Bad("too many refs at once");
            }
            Packet::Partial => return Reading::Partial,
            Packet::Bad => return Reading::Bad("no git push"),
        }
    }
    if commands.can("push-options") {
        return read_options(commands, rest);
    }
    Reading::Done(commands)
}

fn read_options(mut commands: Commands, mut rest: &[u8]) -> Reading {
    loop {
        match packet(rest) {
            Packet::Data(data, len) => {
                let option = String::from_utf8_lossy(data);
                commands
                    .options
                    .push(option.trim_end_matches('\n').to_owned());
                rest = &rest[len..];
            }
            Packet::Flush => return Reading::Done(commands),
            Packet::Partial if rest.len() > LARGEST => return Reading::Bad("too long options"),
            Packet::Partial => return Reading::Partial,
            Packet::Bad => return Reading::Bad("no git push"),
        }
    }
}

impl Commands {
    fn take(&mut self, data: &[u8]) -> Result<(), &'static str> {
        let text = std::str::from_utf8(data).map_err(|_| "the name of a ref is not UTF-8")?;
        let text = text.strip_suffix('\n').unwrap_or(text);
        if let Some(id) = text.strip_prefix("shallow ") {
            return if is_id(id) {
                Ok(())
            } else {
                Err("no git push")
            };
        }
        let (line, capabilities) = match text.split_once('\0') {
            Some((line, capabilities)) if self.list.is_empty() => (line, capabilities),
            Some(_) => return Err("no git push"),
            None => (text, ""),
        };
        let words = capabilities.split(' ').filter(|word| !word.is_empty());
        self.capabilities.extend(words.map(str::to_owned));
        self.list
            .push(command(line).ok_or("signed pushes and other extensions are not taken")?);
        Ok(())
    }

    fn can(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|word| word == capability)
    }

    /// Whether messages reach the pusher.
    pub(super) fn has_band(&self) -> bool {
        self.can("side-band-64k")
    }

    /// The answer to a push of which nothing is taken: why, for each ref. None: the pusher hears no answers.
    pub(super) fn refusal(
        &self,
        why: impl Fn(&Command) -> String,
        lines: &[String],
    ) -> Option<Vec<u8>> {
        if !self.can("report-status") && !self.can("report-status-v2") {
            return None;
        }
        let mut report = Vec::new();
        put(&mut report, b"unpack ok\n");
        for command in &self.list {
            put(
                &mut report,
                format!("ng {} {}\n", command.name, why(command)).as_bytes(),
            );
        }
        report.extend(FLUSH);
        if !self.has_band() {
            return Some(report);
        }
        let mut out = Vec::new();
        put_band(&mut out, 2, told(lines).as_bytes());
        put_band(&mut out, 1, &report);
        out.extend(FLUSH);
        Some(out)
    }
}

/// Lines for the pusher, whose git puts `remote: ` before each.
pub(super) fn told(lines: &[String]) -> String {
    lines
        .iter()
        .fold(String::new(), |text, line| text + line + "\n")
}

/// `OLD NEW NAME`
fn command(line: &str) -> Option<Command> {
    let mut words = line.splitn(3, ' ');
    let (old, new, name) = (words.next()?, words.next()?, words.next()?);
    let known = is_id(old) && is_id(new) && old.len() == new.len();
    let named = name.starts_with("refs/") && !name.contains([' ', '\n']);
    let id = |id: &str| id.bytes().any(|digit| digit != b'0').then(|| id.to_owned());
    (known && named).then(|| Command {
        name: name.to_owned(),
        new: id(new),
        old: id(old),
    })
}

fn is_id(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: &str = "0000000000000000000000000000000000000000";
    const ONE: &str = "1111111111111111111111111111111111111111";

    fn push(lines: &[String], rest: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        for line in lines {
            put(&mut out, line.as_bytes());
        }
        out.extend(FLUSH);
        out.extend(rest);
        out
    }

    #[test]
    fn commands_and_options_are_read() {
        let first = format!(
            "{NONE} {ONE} refs/heads/main\0 report-status side-band-64k push-options object-format=sha1"
        );
        let lines = [first, format!("{ONE} {NONE} refs/tags/v1")];
        let mut bytes = push(&lines, b"");
        assert_eq!(read(&bytes), Reading::Partial);
        bytes.extend(push(&["ci.skip".to_owned()], b"PACK..."));
        let Reading::Done(commands) = read(&bytes) else {
            panic!()
        };
        let list: Vec<_> = commands
            .list
            .iter()
            .map(|c| (c.name.as_str(), c.old.is_some(), c.new.is_some()))
            .collect();
        assert_eq!(
            list,
            [
                ("refs/heads/main", false, true),
                ("refs/tags/v1", true, false)
            ]
        );
        assert_eq!(commands.options, ["ci.skip"]);
        assert!(commands.has_band());
    }

    #[test]
    fn a_probe_has_no_commands() {
        assert_eq!(read(b"0000"), Reading::Done(Commands::default()));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for line in [
            "push-cert\0 report-status".to_owned(),
            format!("{NONE} {ONE} HEAD"),
            format!("{NONE} {ONE}"),
            format!("{NONE} xyz refs/heads/a"),
            "shallow x".to_owned(),
        ] {
            assert!(
                matches!(
                    read(&push(std::slice::from_ref(&line), b"")),
                    Reading::Bad(_)
                ),
                "{line}"
            );
        }
        assert!(matches!(read(b"POST"), Reading::Bad(_)));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_to_an_end(bytes: Vec<u8>) {
            read(&bytes);
        }

        #[test]
        fn every_cut_is_partial(cut in 0_usize..100) {
            let bytes = push(&[format!("{NONE} {ONE} refs/heads/main\0 report-status")], b"");
            proptest::prop_assume!(cut < bytes.len());
            proptest::prop_assert_eq!(read(&bytes[..cut]), Reading::Partial);
        }
    }
}
