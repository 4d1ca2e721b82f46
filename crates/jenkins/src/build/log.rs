//! The build's log. Lines are gathered and go to the host in their order; before anything else is asked of the host they are there, so
//! that the lines of a thread and the output of its commands never change places.

use jiff::tz::TimeZone;
use maillon_groovy::Cx;
use maillon_model::Timestamp;
use parking_lot::Mutex;

use super::Local;
use crate::host::Host;

/// How much waits to be printed before a thread that prints is held up.
const FULL: usize = 256 << 10;

/// The build's log.
#[derive(Default)]
pub(crate) struct Log {
    waiting: Mutex<Vec<Text>>,
    /// Whoever has it prints.
    end: tokio::sync::Mutex<End>,
}

/// Text that is to be printed.
struct Text {
    kind: Kind,
    text: String,
}

/// What a text is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `[Pipeline] ...`: lines of their own, without the time.
    Structure,
    /// Of steps.
    Plain,
    /// Of steps, with the time before each line.
    Stamped,
}

/// How what is printed so far ends.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum End {
    /// With a line's end.
    #[default]
    Line,
    /// Within a line.
    Open,
}

impl Kind {
    fn of(local: &Local) -> Self {
        if local.timestamps {
            Self::Stamped
        } else {
            Self::Plain
        }
    }
}

impl End {
    async fn print(&mut self, host: &dyn Host, kind: Kind, text: &str) {
        match (kind, *self) {
            (Kind::Structure, Self::Open) => host.print(&format!("\n{text}")).await,
            (Kind::Structure, Self::Line) | (Kind::Plain, _) => host.print(text).await,
            (Kind::Stamped, Self::Line) => host.print(&stamped(host.now(), text)).await,
            (Kind::Stamped, Self::Open) => {
                let end = text.find('\n').map_or(text.len(), |end| end + 1);
                let (rest, lines) = text.split_at_checked(end).unwrap_or((text, ""));
                let lines = stamped(host.now(), lines);
                host.print(&format!("{rest}{lines}")).await;
            }
        }
        match text.bytes().last() {
            Some(b'\n') => *self = Self::Line,
            Some(_) => *self = Self::Open,
            None => {}
        }
    }
}

impl Log {
    /// Prints what waits. It goes before all that the host does for the build.
    pub(crate) async fn flush(&self, host: &dyn Host) {
        drop(self.flushed(host).await);
    }

    async fn flushed(&self, host: &dyn Host) -> tokio::sync::MutexGuard<'_, End> {
        let mut end = self.end.lock().await;
        let waiting = std::mem::take(&mut *self.waiting.lock());
        for Text { kind, text } in waiting {
            end.print(host, kind, &text).await;
        }
        end
    }

    /// Adds a text; gives how much waits.
    fn add(&self, kind: Kind, text: &str) -> usize {
        let mut waiting = self.waiting.lock();
        match waiting.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(text),
            _ => waiting.push(Text {
                kind,
                text: text.to_owned(),
            }),
        }
        waiting.iter().map(|text| text.text.len()).sum()
    }
}

/// Prints text, with its line ends.
pub(crate) fn print(cx: &mut Cx, text: &str) {
    let Some(local) = Local::of(cx) else {
        return;
    };
    stay_awake(&local);
    add(cx, &local, Kind::of(&local), text);
}

/// Prints a line.
pub(crate) fn say(cx: &mut Cx, line: impl AsRef<str>) {
    print(cx, &format!("{}\n", line.as_ref()));
}

/// Prints a line of the pipeline's structure: `[Pipeline] stage`.
pub(crate) fn note(cx: &mut Cx, node: impl AsRef<str>) {
    let Some(local) = Local::of(cx) else {
        return;
    };
    let line = format!("[Pipeline] {}\n", node.as_ref());
    add(cx, &local, Kind::Structure, &line);
}

fn add(cx: &mut Cx, local: &Local, kind: Kind, text: &str) {
    let waiting = local.build.log.add(kind, text);
    let bridge = &local.build.bridge;
    if waiting == text.len() {
        // All work for the host begins with a flush.
        bridge.start(|_| Box::pin(async {}));
    }
    if waiting > FULL {
        cx.wait(|| bridge.ask(|_| Box::pin(async {})));
    }
}

/// For output of commands: to be called within the host's work, for whole or broken lines.
pub(crate) async fn print_output(local: &Local, host: &dyn Host, text: &str) {
    stay_awake(local);
    let mut end = local.build.log.flushed(host).await;
    end.print(host, Kind::of(local), text).await;
}

fn stay_awake(local: &Local) {
    local.activity.iter().for_each(|timer| timer.notify_one());
}

/// Every line with the time before it, as the plugin `timestamper` has it.
fn stamped(now: Timestamp, text: &str) -> String {
    let now = i64::try_from(now.0).unwrap_or_default();
    let time = jiff::Timestamp::from_millisecond(now).unwrap_or_default();
    let stamp = time
        .to_zoned(TimeZone::UTC)
        .strftime("[%Y-%m-%dT%H:%M:%S.%3fZ] ")
        .to_string();
    text.split_inclusive('\n')
        .flat_map(|line| [stamp.as_str(), line])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_its_time() {
        assert_eq!(
            stamped(Timestamp(1_000), "a\nb\n"),
            "[1970-01-01T00:00:01.000Z] a\n[1970-01-01T00:00:01.000Z] b\n"
        );
    }
}
