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
    gate: tokio::sync::Mutex<()>,
}

/// Text that is to be printed.
struct Text {
    stamps: Stamps,
    text: String,
}

/// Whether lines get the time before them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stamps {
    No,
    Yes,
}

impl Stamps {
    fn of(local: &Local) -> Self {
        if local.timestamps {
            Self::Yes
        } else {
            Self::No
        }
    }

    async fn print(self, host: &dyn Host, text: &str) {
        match self {
            Self::No => host.print(text).await,
            Self::Yes => host.print(&stamped(host.now(), text)).await,
        }
    }
}

impl Log {
    /// Prints what waits. It goes before all that the host does for the build.
    pub(crate) async fn flush(&self, host: &dyn Host) {
        let _first_come = self.gate.lock().await;
        let waiting = std::mem::take(&mut *self.waiting.lock());
        for Text { stamps, text } in waiting {
            stamps.print(host, &text).await;
        }
    }

    /// Adds a text; gives how much waits.
    fn add(&self, stamps: Stamps, text: &str) -> usize {
        let mut waiting = self.waiting.lock();
        match waiting.last_mut() {
            Some(last) if last.stamps == stamps => last.text.push_str(text),
            _ => waiting.push(Text {
                stamps,
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
    if print_at(&local, text) > FULL {
        cx.wait(|| local.build.bridge.ask(|_| Box::pin(async {})));
    }
}

/// Prints a line.
pub(crate) fn say(cx: &mut Cx, line: impl AsRef<str>) {
    print(cx, &format!("{}\n", line.as_ref()));
}

/// Prints a line of the pipeline's structure: `[Pipeline] stage`.
pub(crate) fn note(cx: &mut Cx, node: impl AsRef<str>) {
    say(cx, format!("[Pipeline] {}", node.as_ref()));
}

/// Prints text as a place of the script does, without waiting; gives how much is to be printed.
pub(crate) fn print_at(local: &Local, text: &str) -> usize {
    stay_awake(local);
    let waiting = local.build.log.add(Stamps::of(local), text);
    if waiting == text.len() {
        // All work for the host begins with a flush.
        local.build.bridge.start(|_| Box::pin(async {}));
    }
    waiting
}

/// For output of commands: to be called within the host's work, for whole or broken lines.
pub(crate) async fn print_output(local: &Local, host: &dyn Host, text: &str) {
    stay_awake(local);
    local.build.log.flush(host).await;
    Stamps::of(local).print(host, text).await;
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
