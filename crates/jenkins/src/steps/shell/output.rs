//! What a command prints, as text.

/// How a command's output is encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Encoding {
    #[default]
    Utf8,
    /// ISO-8859-1: every byte is a character.
    Latin1,
}

impl Encoding {
    /// Of Java's name for it. None: this program does not know it.
    pub(crate) fn of(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "" | "utf-8" | "utf8" => Some(Self::Utf8),
            "iso-8859-1" | "iso8859_1" | "latin1" | "us-ascii" | "ascii" | "windows-1252" => {
                Some(Self::Latin1)
            }
            _ => None,
        }
    }

    /// Bytes as text; what is no text becomes a replacement character.
    pub(crate) fn decode(self, bytes: &[u8]) -> String {
        match self {
            Self::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
            Self::Latin1 => bytes.iter().copied().map(char::from).collect(),
        }
    }

    /// Text as bytes; what there is no byte for becomes `?`.
    pub(crate) fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Latin1 => text
                .chars()
                .map(|c| u8::try_from(c).unwrap_or(b'?'))
                .collect(),
        }
    }
}

/// Decodes pieces, each of which may end within a character.
pub(super) struct Decoder {
    encoding: Encoding,
    kept: Vec<u8>,
    line: Line,
}

/// How the text so far ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Ended,
    Open,
}

impl Decoder {
    pub(super) fn new(encoding: Encoding) -> Self {
        Self {
            encoding,
            kept: Vec::new(),
            line: Line::Ended,
        }
    }

    /// The text of a piece, as far as its characters are whole.
    pub(super) fn feed(&mut self, piece: &[u8]) -> String {
        self.kept.extend_from_slice(piece);
        let whole = match self.encoding {
            Encoding::Latin1 => self.kept.len(),
            Encoding::Utf8 => self.kept.len() - begun(&self.kept),
        };
        let rest = self.kept.split_off(whole);
        let text = self.encoding.decode(&self.kept);
        self.kept = rest;
        self.line = match text.bytes().last() {
            None => self.line,
            Some(b'\n') => Line::Ended,
            Some(_) => Line::Open,
        };
        text
    }

    /// What is left, with a line end where the last line has none: the log goes on behind it.
    pub(super) fn finish(&mut self) -> String {
        let kept = std::mem::take(&mut self.kept);
        let mut text = self.encoding.decode(&kept);
        if self.line == Line::Open || !text.is_empty() {
            text.push('\n');
        }
        text
    }
}

/// How many bytes at the end are the beginning of a character.
fn begun(bytes: &[u8]) -> usize {
    let tail = bytes.iter().rev().take(4).enumerate();
    for (at, byte) in tail {
        let length = match byte {
            0xc0..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf7 => 4,
            0x80..=0xbf => continue,
            _ => 1,
        };
        return if at + 1 < length { at + 1 } else { 0 };
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_survive_the_ends_of_pieces() {
        let text = "aä€🙂z".as_bytes();
        for at in 0..text.len() {
            let mut decoder = Decoder::new(Encoding::Utf8);
            let (one, two) = text.split_at(at);
            let all = decoder.feed(one) + &decoder.feed(two) + &decoder.finish();
            assert_eq!(all, "aä€🙂z\n", "{at}");
        }
    }

    #[test]
    fn what_is_no_text_does_not_stop_the_rest() {
        let mut decoder = Decoder::new(Encoding::Utf8);
        assert_eq!(decoder.feed(b"a\xffb\xe2\x82"), "a\u{fffd}b");
        assert_eq!(decoder.finish(), "\u{fffd}\n");
        assert_eq!(Decoder::new(Encoding::Utf8).finish(), "");
    }

    #[test]
    fn other_encodings() {
        assert_eq!(Encoding::Latin1.decode(b"\xe4"), "ä");
        assert_eq!(Encoding::Latin1.encode("ä€"), b"\xe4?");
        assert_eq!(Encoding::of("UTF-16"), None);
    }
}
