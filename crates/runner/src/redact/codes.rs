//! Secrets between control codes: a program that colours a part of a secret cuts it, and whoever
//! shows the log without the codes would put it together again.

use std::borrow::Cow;

use super::{End, Secrets};

const ESCAPE: u8 = 0x1b;
const BELL: u8 = 0x07;

impl Secrets {
    /// Masks the secrets of whole lines that show only without control codes. Such a line loses
    /// its codes; all others stay as they are.
    pub(super) fn redact_between_codes<'a>(&self, lines: &'a [u8]) -> Cow<'a, [u8]> {
        if self.search.is_none() || !has_codes(lines) {
            return lines.into();
        }
        let lines = lines.split_inclusive(|byte| *byte == b'\n');
        let lines: Vec<Cow<'_, [u8]>> = lines.map(|line| self.line(line)).collect();
        lines.concat().into()
    }

    fn line<'a>(&self, line: &'a [u8]) -> Cow<'a, [u8]> {
        if !has_codes(line) {
            return line.into();
        }
        let plain = without_codes(line);
        if self.next(&plain, 0).is_none() {
            return line.into();
        }
        let mut masked = Vec::with_capacity(plain.len());
        self.mask(&plain, End::Closed, &mut masked);
        masked.into()
    }
}

fn is_code(byte: u8) -> bool {
    (byte < b' ' && !matches!(byte, b'\n' | b'\r' | b'\t')) || byte == 0x7f
}

/// One pass that the compiler vectorises: most logs have none.
fn has_codes(text: &[u8]) -> bool {
    text.iter()
        .map(|byte| usize::from(is_code(*byte)))
        .sum::<usize>()
        > 0
}

fn without_codes(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| is_code(*byte)) {
        let (before, code) = rest.split_at(at);
        plain.extend_from_slice(before);
        rest = code.get(length(code)..).unwrap_or_default();
    }
    plain.extend_from_slice(rest);
    plain
}

/// The length of the control code that a text begins with.
fn length(text: &[u8]) -> usize {
    let until = |from: usize, is_last: fn(&u8) -> bool| {
        let last = text.iter().skip(from).position(is_last);
        last.map_or(text.len(), |at| from + at + 1)
    };
    match text {
        [ESCAPE, b'[', ..] => until(2, |byte| (b'@'..=b'~').contains(byte)),
        [ESCAPE, b']', ..] => until(2, |byte| matches!(*byte, BELL | b'\\')),
        [ESCAPE, _, ..] => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let secrets = Secrets::new(["hunter22"]);
        let masked = secrets.redact_between_codes(text.as_bytes());
        assert_eq!(String::from_utf8_lossy(&masked), expected, "{text:?}");
    }

    #[test]
    fn secrets_with_codes_in_their_midst_are_masked() {
        check("a \x1b[31mhun\x1b[0mter22 b\n", "a [MASKED] b\n");
        check("hun\x08\x00ter\x7f22", "[MASKED]");
        check("hun\x1b]0;title\x07ter22", "[MASKED]");
        check(
            "hun\x1b7ter\x1b[K22\nred \x1b[31mx\n",
            "[MASKED]\nred \x1b[31mx\n",
        );
    }

    #[test]
    fn other_lines_keep_their_codes() {
        for text in [
            "",
            "plain\n",
            "\x1b[31mred\x1b[0m\n",
            "\x1b[",
            "\x1b",
            "x\x1b]never ends",
        ] {
            check(text, text);
        }
    }
}
