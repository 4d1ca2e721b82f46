//! The lines at the bottom of the terminal that are drawn again and again.

use std::io::Write as _;

use super::width::columns;
use crate::console::Stream;

const HIDE_CURSOR: &[u8] = b"\x1b[?25l";
const SHOW_CURSOR: &[u8] = b"\x1b[?25h";
const CLEAR_TO_LINE_END: &[u8] = b"\x1b[K";
const CLEAR_BELOW: &[u8] = b"\x1b[J";

/// What stands at the bottom of the terminal.
#[derive(Debug, Default)]
pub(super) struct Region {
    /// The width of each line that is drawn.
    drawn: Vec<usize>,
}

/// A line of a region: as it is printed, and how many columns that takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub text: String,
    pub columns: usize,
}

impl Region {
    /// Puts what stands in `out` above the region, and the new lines into it; all becomes one write.
    pub(super) fn draw(&mut self, out: &mut Vec<u8>, lines: &[Line], width: usize) {
        let above = std::mem::take(out);
        if self.drawn.is_empty() {
            out.extend_from_slice(HIDE_CURSOR);
        }
        self.to_top(out, width);
        if !above.is_empty() {
            out.extend_from_slice(CLEAR_BELOW);
            out.extend_from_slice(&above);
        }
        for line in lines {
            out.extend_from_slice(line.text.as_bytes());
            out.extend_from_slice(CLEAR_TO_LINE_END);
            out.push(b'\n');
        }
        out.extend_from_slice(CLEAR_BELOW);
        self.drawn = lines.iter().map(|line| line.columns).collect();
    }

    /// Takes the region away; what stands in `out` comes after it.
    pub(super) fn erase(&mut self, out: &mut Vec<u8>) {
        let after = std::mem::take(out);
        if !self.drawn.is_empty() {
            self.to_top(out, usize::MAX);
            out.extend_from_slice(CLEAR_BELOW);
            out.extend_from_slice(SHOW_CURSOR);
            self.drawn.clear();
        }
        out.extend_from_slice(&after);
    }

    /// Moves the cursor to the region's first column and row. A terminal that became narrower since
    /// the last picture shows a line in several rows.
    fn to_top(&self, out: &mut Vec<u8>, width: usize) {
        let rows: usize = self
            .drawn
            .iter()
            .map(|columns| columns.div_ceil(width.max(1)).max(1))
            .sum();
        if rows > 0 {
            // Writing to a vector does not fail.
            let _ = write!(out, "\r\x1b[{rows}A");
        }
    }
}

impl Line {
    /// A line from pieces without control codes, each with what paints it.
    pub(super) fn of(pieces: &[(String, String)]) -> Self {
        Self {
            text: pieces.iter().map(|(_, painted)| painted.as_str()).collect(),
            columns: pieces.iter().map(|(plain, _)| columns(plain)).sum(),
        }
    }
}

/// Shows the cursor before a panic tells about itself.
pub(super) fn restore_cursor_on_panic(stream: Stream) {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let _ = stream.write(SHOW_CURSOR);
        tell(info);
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line {
        Line::of(&[(text.to_owned(), text.to_owned())])
    }

    fn drawn(region: &mut Region, above: &str, lines: &[Line], width: usize) -> String {
        let mut out = above.as_bytes().to_vec();
        region.draw(&mut out, lines, width);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_picture_replaces_the_one_before() {
        let mut region = Region::default();
        assert_eq!(
            drawn(&mut region, "", &[line("a"), line("b")], 10),
            "\x1b[?25la\x1b[K\nb\x1b[K\n\x1b[J"
        );
        assert_eq!(
            drawn(&mut region, "log\n", &[line("c")], 10),
            "\r\x1b[2A\x1b[Jlog\nc\x1b[K\n\x1b[J"
        );
    }

    #[test]
    fn a_narrower_terminal_shows_a_line_in_several_rows() {
        let mut region = Region::default();
        drawn(&mut region, "", &[line("0123456789")], 10);
        assert!(drawn(&mut region, "", &[], 4).starts_with("\r\x1b[3A"));
    }

    #[test]
    fn in_the_end_the_cursor_is_back() {
        let mut region = Region::default();
        drawn(&mut region, "", &[line("a")], 10);
        let mut out = b"end\n".to_vec();
        region.erase(&mut out);
        assert_eq!(out, b"\r\x1b[1A\x1b[J\x1b[?25hend\n");
        out.clear();
        region.erase(&mut out);
        assert_eq!(out, b"");
    }
}
