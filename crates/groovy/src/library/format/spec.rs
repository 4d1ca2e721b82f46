//! Specifiers: `%[argument$][flags][width][.precision]conversion`.

/// A piece of a format.
pub(super) enum Piece<'a> {
    /// As it is.
    Text(&'a str),
    /// A specifier.
    Spec(Spec),
    /// A conversion that is none.
    Unknown(char),
}

/// A specifier.
pub(super) struct Spec {
    /// As written.
    pub(super) source: String,
    /// Which argument, counted from 1.
    index: Option<usize>,
    flags: String,
    pub(super) width: Option<usize>,
    pub(super) precision: Option<usize>,
    pub(super) conversion: char,
    /// Behind `t`: which part of a date.
    pub(super) suffix: char,
}

/// The pieces of a format.
pub(super) fn pieces(format: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = format;
    while let Some((text, after)) = rest.split_once('%') {
        pieces.push(Piece::Text(text));
        let mut reader = Reader { rest: after };
        pieces.push(reader.spec(after));
        rest = reader.rest;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !wanted(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn number(&mut self) -> Option<usize> {
        self.take(|c| c.is_ascii_digit()).parse().ok()
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next();
        self.rest = chars.as_str();
        next
    }

    /// Digits with a `$` behind.
    fn index(&mut self) -> Option<usize> {
        let digits = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let after = digits.strip_prefix('$')?;
        let index = self.number();
        self.rest = after;
        index
    }

    fn spec(&mut self, whole: &'a str) -> Piece<'a> {
        let index = self.index();
        let flags = self.take(|c| "-#+ 0,(<".contains(c)).to_owned();
        let width = self.number();
        let precision = match self.rest.strip_prefix('.') {
            Some(after) => {
                self.rest = after;
                self.number()
            }
            None => None,
        };
        let Some(conversion) = self.next() else {
            return Piece::Unknown('%');
        };
        if !"bBhHsScCdoxXeEfgGtT%n".contains(conversion) {
            return Piece::Unknown(conversion);
        }
        let date = matches!(conversion, 't' | 'T');
        let suffix = if date { self.next() } else { None };
        let length = whole.len() - self.rest.len();
        Piece::Spec(Spec {
            source: format!("%{}", whole.get(..length).unwrap_or_default()),
            index,
            flags,
            width,
            precision,
            conversion,
            suffix: suffix.unwrap_or('?'),
        })
    }
}

impl Spec {
    pub(super) fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    /// The place of its value, with the place of the next one that has no number.
    pub(super) fn position(&self, next: &mut usize, last: Option<usize>) -> Option<usize> {
        if self.has('<') {
            return last;
        }
        if let Some(index) = self.index {
            return index.checked_sub(1);
        }
        *next += 1;
        next.checked_sub(1)
    }

    /// As many characters as the precision says.
    pub(super) fn cut(&self, text: &str) -> String {
        match self.precision {
            Some(most) => text.chars().take(most).collect(),
            None => text.to_owned(),
        }
    }

    /// Filled with blanks to the width.
    pub(super) fn padded(&self, text: &str) -> String {
        let blanks = " ".repeat(self.missing(text));
        if self.has('-') {
            format!("{text}{blanks}")
        } else {
            format!("{blanks}{text}")
        }
    }

    pub(super) fn missing(&self, text: &str) -> usize {
        self.width.unwrap_or(0).saturating_sub(text.chars().count())
    }
}
