//! A job's log as text: without control codes, or with its colours only.

/// Whether escape sequences for colours stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colors {
    /// They do.
    On,
    /// They do not.
    Off,
}

/// A line that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept;

/// Whether a text has nothing but printable characters, tabs and line ends, so that it can be
/// taken as it is. One pass that the compiler vectorises: most logs are of this kind.
pub fn is_plain(text: &str) -> bool {
    let is_control = |byte: u8| (byte < b' ' && byte != b'\n' && byte != b'\t') || byte == 0x7f;
    let count: usize = text.bytes().map(|byte| usize::from(is_control(byte))).sum();
    count == 0
}

/// Appends a line (without its line end) as a person may see it. Colours stay where they are on;
/// everything else that moves a cursor or rings a bell goes, and of what overwrites itself by
/// carriage returns the last version stays. None for a mere mark of a section.
///
/// Sections: `section_start:TIME:NAME[options]\r\e[0KHEADER`, `section_end:TIME:NAME\r\e[0K`
/// (<https://docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections>).
pub fn clean_line(line: &str, colors: Colors, out: &mut Vec<u8>) -> Option<Kept> {
    if is_plain(line) {
        out.extend_from_slice(line.as_bytes());
        return Some(Kept);
    }
    let line = line.trim_end_matches('\r');
    let is_mark = line.contains("section_start:") || line.contains("section_end:");
    let last = line
        .rsplit('\r')
        .find(|version| !version.is_empty())
        .unwrap_or_default();
    let before = out.len();
    strip(last, colors, out);
    let is_bare_mark =
        is_mark && (out.len() == before || is_section(out.get(before..).unwrap_or_default()));
    if is_bare_mark {
        out.truncate(before);
        return None;
    }
    Some(Kept)
}

/// Appends a piece of log, each line as [`clean_line`] has it, with a line end after the last.
pub fn clean(log: &str, colors: Colors, out: &mut Vec<u8>) {
    if is_plain(log) {
        out.extend_from_slice(log.as_bytes());
        if !log.ends_with('\n') && !log.is_empty() {
            out.push(b'\n');
        }
        return;
    }
    for line in log.strip_suffix('\n').unwrap_or(log).split('\n') {
        if clean_line(line, colors, out).is_some() {
            out.push(b'\n');
        }
    }
}

fn is_section(text: &[u8]) -> bool {
    text.starts_with(b"section_start:") || text.starts_with(b"section_end:")
}

/// Appends a text without escape sequences and control characters.
fn strip(text: &str, colors: Colors, out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_control() && c != '\t') {
        let (before, found) = rest.split_at(at);
        out.extend_from_slice(before.as_bytes());
        let (sequence, kind) = sequence(found);
        if kind == Sequence::Color && colors == Colors::On {
            out.extend_from_slice(sequence.as_bytes());
        }
        rest = found.get(sequence.len()..).unwrap_or_default();
    }
    out.extend_from_slice(rest.as_bytes());
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sequence {
    Color,
    Other,
}

/// The control character or escape sequence that a text begins with.
fn sequence(text: &str) -> (&str, Sequence) {
    let bytes = text.as_bytes();
    let length = match (bytes.first(), bytes.get(1)) {
        (Some(0x1b), Some(b'[')) => {
            let end = bytes
                .iter()
                .skip(2)
                .position(|byte| (0x40..=0x7e).contains(byte));
            end.map_or(bytes.len(), |end| end + 3)
        }
        (Some(0x1b), Some(b']')) => osc_length(bytes),
        (Some(0x1b), Some(byte)) if byte.is_ascii() => 2,
        _ => 1,
    };
    let sequence = text.get(..length).unwrap_or(text);
    let color = sequence.starts_with("\x1b[") && sequence.ends_with('m');
    (
        sequence,
        if color {
            Sequence::Color
        } else {
            Sequence::Other
        },
    )
}

/// An operating system command ends with BEL or `ESC \`.
fn osc_length(bytes: &[u8]) -> usize {
    let bell = bytes.iter().position(|byte| *byte == 0x07).map(|at| at + 1);
    let terminator = bytes
        .windows(2)
        .position(|pair| pair == b"\x1b\\")
        .map(|at| at + 2);
    [bell, terminator]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(line: &str, colors: Colors) -> Option<String> {
        let mut out = Vec::new();
        clean_line(line, colors, &mut out).map(|Kept| String::from_utf8(out).unwrap())
    }

    #[test]
    fn control_codes_go_and_colours_stay_where_they_are_on() {
        let line = "\x1b[31mred\x1b[0m \x1b[2Kgone\x07 \x1b]0;title\x07end\tü";
        assert_eq!(clean(line, Colors::Off).unwrap(), "red gone end\tü");
        assert_eq!(
            clean(line, Colors::On).unwrap(),
            "\x1b[31mred\x1b[0m gone end\tü"
        );
    }

    #[test]
    fn of_a_progress_bar_the_last_version_stays() {
        assert_eq!(clean("10 %\r50 %\r100 %\r", Colors::Off).unwrap(), "100 %");
    }

    #[test]
    fn sections_fold_to_their_header() {
        assert_eq!(
            clean(
                "section_start:1560896352:my_section[collapsed=true]\r\x1b[0KHeader",
                Colors::Off
            )
            .unwrap(),
            "Header"
        );
        assert_eq!(
            clean("section_end:1560896353:my_section\r\x1b[0K", Colors::Off),
            None
        );
        assert_eq!(
            clean(
                "\x1b[0Ksection_end:1560896353:my_section\r\x1b[0K",
                Colors::Off
            ),
            None
        );
        assert_eq!(clean("", Colors::Off).unwrap(), "");
    }

    #[test]
    fn broken_sequences_do_no_harm() {
        for line in ["\x1b", "\x1b[", "\x1b[31", "\x1b]0;x", "a\x1b\u{e9}b"] {
            assert!(
                !clean(line, Colors::On).unwrap().contains("\x1b]"),
                "{line:?}"
            );
        }
    }
}
