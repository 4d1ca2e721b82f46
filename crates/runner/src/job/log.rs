//! A job's log on its way to the run's events: redacted, in whole lines, in bounded memory.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use maillon_model::EventKind;
use maillon_sandbox::Output;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::coverage::Coverage;
use super::reporter::Reporter;
use crate::redact::{Masks, Redactor};

/// A piece of log this long becomes an event, also in the midst of a line.
const LONGEST: usize = 64 << 10;
/// Pieces of output on their way: when they are full, the job waits.
const PIECES: usize = 64;
/// What still comes after a sandbox was closed is waited for no longer than this.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// A line of maillon's own, and who waits until it is in the log.
struct OwnLine {
    text: String,
    written: oneshot::Sender<()>,
}

/// The log of one try.
pub(super) struct Log {
    output: Output,
    lines: mpsc::Sender<OwnLine>,
    pump: JoinHandle<Option<f64>>,
}

impl Log {
    /// Begins a log.
    pub(super) fn start(masks: Arc<Masks>, coverage: Option<Coverage>, to: Reporter) -> Self {
        let (output, pieces) = mpsc::channel(PIECES);
        let (lines, own) = mpsc::channel(PIECES);
        let pump = Pump {
            redactor: Redactor::following(masks),
            text: Vec::new(),
            coverage,
            to,
        };
        Self {
            output,
            lines,
            pump: tokio::spawn(pump.run(pieces, own)),
        }
    }

    /// Where a sandbox sends what commands print.
    pub(super) fn output(&self) -> Output {
        self.output.clone()
    }

    /// Adds a line of maillon's own: after all that commands have printed so far, and before what
    /// they print from now on.
    pub(super) async fn line(&self, text: impl Into<String>) {
        let (written, in_log) = oneshot::channel();
        let line = OwnLine {
            text: text.into(),
            written,
        };
        if self.lines.send(line).await.is_ok() {
            let _ = in_log.await;
        }
    }

    /// Adds several lines.
    pub(super) async fn all(&self, lines: Vec<String>) {
        for line in lines {
            self.line(line).await;
        }
    }

    /// Ends the log, and returns the coverage that was found in it.
    pub(super) async fn finish(self) -> Option<f64> {
        drop((self.output, self.lines));
        let abort = self.pump.abort_handle();
        let ended = tokio::time::timeout(LAST_WORDS, self.pump).await;
        abort.abort();
        ended.ok()?.ok()?
    }
}

struct Pump {
    redactor: Redactor,
    text: Vec<u8>,
    coverage: Option<Coverage>,
    to: Reporter,
}

impl Pump {
    async fn run(
        mut self,
        mut pieces: mpsc::Receiver<Bytes>,
        mut own: mpsc::Receiver<OwnLine>,
    ) -> Option<f64> {
        loop {
            tokio::select! {
                biased;
                Some(piece) = pieces.recv() => self.piece(&piece, &mut pieces).await,
                Some(line) = own.recv() => {
                    self.own_line(&line.text).await;
                    let _ = line.written.send(());
                }
                else => break,
            }
        }
        self.redactor.finish(&mut self.text);
        self.emit(self.text.len()).await;
        self.coverage.and_then(|coverage| coverage.found())
    }

    /// Takes a piece and all that has come since, up to the length of an event.
    async fn piece(&mut self, piece: &Bytes, more: &mut mpsc::Receiver<Bytes>) {
        self.redactor.push(piece, &mut self.text);
        while self.text.len() < LONGEST
            && let Ok(piece) = more.try_recv()
        {
            self.redactor.push(&piece, &mut self.text);
        }
        let lines = memrchr_newline(&self.text).map_or(0, |at| at + 1);
        self.emit(lines).await;
        if self.text.len() >= LONGEST {
            self.emit(whole_characters(&self.text)).await;
        }
    }

    async fn own_line(&mut self, line: &str) {
        self.redactor.finish(&mut self.text);
        if self.text.last().is_some_and(|last| *last != b'\n') {
            self.text.push(b'\n');
        }
        self.redactor.push(line.as_bytes(), &mut self.text);
        self.redactor.finish(&mut self.text);
        self.text.push(b'\n');
        self.emit(self.text.len()).await;
    }

    /// Sends the first `length` bytes.
    async fn emit(&mut self, length: usize) {
        if length == 0 {
            return;
        }
        let rest = self.text.split_off(length);
        let bytes = std::mem::replace(&mut self.text, rest);
        let bytes = match self.redactor.lines(&bytes) {
            Cow::Borrowed(_) => bytes,
            Cow::Owned(masked) => masked,
        };
        let text = String::from_utf8(bytes)
            .unwrap_or_else(|wrong| String::from_utf8_lossy(wrong.as_bytes()).into_owned());
        if let Some(coverage) = &mut self.coverage {
            coverage.read(&text);
        }
        let job = self.to.job();
        self.to.event(EventKind::Log { job, text }).await;
    }
}

fn memrchr_newline(text: &[u8]) -> Option<usize> {
    text.iter().rposition(|byte| *byte == b'\n')
}

/// The length without the beginning of a character that is cut off at the end.
fn whole_characters(text: &[u8]) -> usize {
    match std::str::from_utf8(text.get(text.len().saturating_sub(3)..).unwrap_or_default()) {
        Err(error) if error.error_len().is_none() => {
            text.len() - 3.min(text.len()) + error.valid_up_to()
        }
        _ => text.len(),
    }
}

#[cfg(test)]
mod tests {
    use maillon_model::{JobId, Secret};

    use super::*;
    use crate::drive::Message;
    use crate::redact::Style;

    async fn check(secrets: &[&str], pieces: &[&str], own: &[&str]) -> (Vec<String>, Option<f64>) {
        let (to, mut from) = mpsc::channel(1000);
        let masks = Arc::new(Masks::new(Style::Gitlab));
        masks.add(secrets.iter().map(|&secret| Secret::new(secret)));
        let coverage = Coverage::new(r"cov (\d+)");
        let log = Log::start(masks, coverage, Reporter::new(JobId(0), to));
        for piece in pieces {
            let piece = Bytes::copy_from_slice(piece.as_bytes());
            log.output().send(piece).await.unwrap();
            tokio::task::yield_now().await;
        }
        log.all(own.iter().map(|&line| line.to_owned()).collect())
            .await;
        let coverage = log.finish().await;
        let mut texts = Vec::new();
        while let Some(message) = from.recv().await {
            if let Message::Event(kind) = message
                && let EventKind::Log { text, .. } = *kind
            {
                texts.push(text);
            }
        }
        (texts, coverage)
    }

    #[tokio::test]
    async fn lines_are_whole_and_secrets_masked() {
        let pieces = ["one\ntw", "o hun", "ter22\nrest"];
        let (texts, _) = check(&["hunter22"], &pieces, &["own hunter22"]).await;
        assert_eq!(texts.concat(), "one\ntwo [MASKED]\nrest\nown [MASKED]\n");
        assert!(texts.iter().all(|text| text.ends_with('\n')));
    }

    #[tokio::test]
    async fn a_secret_that_is_half_coloured_is_masked() {
        let pieces = ["\x1b[31mhun", "\x1b[0mter22\n\x1b[32mgreen\n"];
        let (texts, _) = check(&["hunter22"], &pieces, &[]).await;
        assert_eq!(texts.concat(), "[MASKED]\n\x1b[32mgreen\n");
    }

    #[tokio::test]
    async fn coverage_is_found_in_the_last_piece_as_well() {
        let (texts, coverage) = check(&[], &["cov 1\n", "co", "v 42"], &[]).await;
        assert_eq!(
            (texts.concat().as_str(), coverage),
            ("cov 1\ncov 42", Some(42.0))
        );
    }

    #[tokio::test]
    async fn a_line_without_end_is_cut() {
        let piece = "xä".repeat(10_000);
        let (texts, _) = check(&[], &[piece.as_str(); 10], &[]).await;
        assert_eq!(texts.concat(), piece.repeat(10));
        assert!(texts.len() > 1 && texts.iter().all(|text| text.len() < LONGEST + piece.len()));
    }

    #[test]
    fn characters_are_not_cut() {
        for (text, whole) in [
            (&b"ab"[..], 2),
            (b"a\xc3", 1),
            (b"abc\xe2\x82", 3),
            (b"\xff\xff", 2),
            (b"", 0),
        ] {
            assert_eq!(whole_characters(text), whole, "{text:?}");
        }
    }
}
