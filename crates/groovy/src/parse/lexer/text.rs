//! Texts in all their quotes, with interpolation.

use crate::ast::Name;

use super::super::token::Kind;
use super::{BracketKind, Lexer, is_name_part, is_name_start};

/// What a text stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quote {
    Single,
    TripleSingle,
    Double,
    TripleDouble,
    Slashy,
    DollarSlashy,
}

impl Quote {
    fn close(self) -> &'static str {
        match self {
            Self::Single => "'",
            Self::TripleSingle => "'''",
            Self::Double => "\"",
            Self::TripleDouble => "\"\"\"",
            Self::Slashy => "/",
            Self::DollarSlashy => "/$",
        }
    }

    fn open(self) -> &'static str {
        match self {
            Self::DollarSlashy => "$/",
            other => other.close(),
        }
    }

    fn interpolates(self) -> bool {
        !matches!(self, Self::Single | Self::TripleSingle)
    }

    /// Whether the values in it stand in one line too.
    pub(super) fn has_short_values(self) -> bool {
        matches!(self, Self::Single | Self::Double | Self::Slashy)
    }

    fn is_one_line(self) -> bool {
        matches!(self, Self::Single | Self::Double)
    }

    fn has_escapes(self) -> bool {
        !matches!(self, Self::Slashy | Self::DollarSlashy)
    }
}

impl Lexer<'_> {
    /// Reads a text, if one starts here.
    pub(super) fn text_starts(&mut self) -> bool {
        let Some(quote) = self.quote() else {
            return false;
        };
        let start = self.at;
        self.at += quote.open().len();
        let mut part = Part {
            quote,
            start,
            opening: true,
            text: String::new(),
        };
        self.part(&mut part);
        true
    }

    /// Goes on with a text behind a value in braces.
    pub(super) fn text_body(&mut self, quote: Quote) {
        let mut part = Part {
            quote,
            start: self.at,
            opening: false,
            text: String::new(),
        };
        self.part(&mut part);
    }

    fn quote(&self) -> Option<Quote> {
        let slashy = || {
            !self
                .tokens
                .last()
                .is_some_and(|token| token.kind.ends_expression())
        };
        let rest = self.rest();
        [
            Quote::TripleSingle,
            Quote::Single,
            Quote::TripleDouble,
            Quote::Double,
        ]
        .into_iter()
        .find(|quote| rest.starts_with(quote.open()))
        .or_else(|| (rest.starts_with("$/") && slashy()).then_some(Quote::DollarSlashy))
        .or_else(|| (rest.starts_with('/') && slashy()).then_some(Quote::Slashy))
    }

    /// Reads until the text ends or a value in braces begins.
    fn part(&mut self, part: &mut Part) {
        loop {
            let Some(next) = self.peek() else {
                return self.unclosed(part, "<EOF>");
            };
            if self.starts_with(part.quote.close()) {
                self.at += part.quote.close().len();
                return self.close_text(part);
            }
            if self.value_starts(part.quote) {
                if self.value(part) {
                    return;
                }
            } else if next == '$' && part.quote.has_escapes() && part.quote.interpolates() {
                self.lone_dollar(part);
            } else if next == '\\' || (next == '$' && part.quote == Quote::DollarSlashy) {
                self.escape(part);
            } else if matches!(next, '\n' | '\r') {
                if part.quote.is_one_line() {
                    return self.unclosed(part, "\\n");
                }
                self.line_end();
                part.text.push('\n');
            } else {
                self.at += next.len_utf8();
                part.text.push(next);
            }
        }
    }

    fn value_starts(&self, quote: Quote) -> bool {
        let behind = self
            .rest()
            .strip_prefix('$')
            .and_then(|rest| rest.chars().next());
        quote.interpolates() && behind.is_some_and(|c| c == '{' || (is_name_start(c) && c != '$'))
    }

    /// A value: true when it is one in braces, which ends this part.
    fn value(&mut self, part: &mut Part) -> bool {
        self.open_value(part);
        self.at += 1;
        let start = self.at;
        if self.starts_with("{") {
            self.at += 1;
            self.push(Kind::Sign("{"), start);
            self.open(BracketKind::Template(part.quote));
            return true;
        }
        self.value_name();
        while self.member_follows() {
            let dot = self.at;
            self.at += 1;
            self.push(Kind::Sign("."), dot);
            self.value_name();
        }
        part.start = self.at;
        false
    }

    /// A dollar that begins no value. In slashes it stands for itself.
    fn lone_dollar(&mut self, part: &mut Part) {
        let start = self.at;
        self.at += 1;
        part.text.push('$');
        self.error("illegal string body character after dollar sign", start);
        self.hint(
            "either escape a literal dollar sign \"\\$5\" or bracket the value expression \"${5}\"",
        );
    }

    fn open_value(&mut self, part: &mut Part) {
        let text = Name::from(std::mem::take(&mut part.text));
        if part.opening {
            self.texts.push(self.tokens.len());
            self.push(Kind::TextStart(text), part.start);
        } else {
            self.push(Kind::TextMiddle(text), part.start);
        }
        part.opening = false;
    }

    /// Goes over a name, in which a dollar has no place here.
    fn value_name(&mut self) {
        let start = self.at;
        let rest = self.rest();
        let length = rest
            .find(|c| !is_name_part(c) || c == '$')
            .unwrap_or(rest.len());
        self.at += length;
        let name = rest.get(..length).unwrap_or_default();
        let kind = match name {
            "this" => Kind::Word("this"),
            "super" => Kind::Word("super"),
            name => Kind::Name(self.interned(name)),
        };
        self.push(kind, start);
    }

    fn member_follows(&self) -> bool {
        let behind = self
            .rest()
            .strip_prefix('.')
            .and_then(|rest| rest.chars().next());
        behind.is_some_and(|c| is_name_start(c) && c != '$')
    }

    fn close_text(&mut self, part: &mut Part) {
        let text = Name::from(std::mem::take(&mut part.text));
        if part.opening {
            self.push(Kind::Text(text), part.start);
            return;
        }
        self.push(Kind::TextEnd(text), part.start);
        if let Some(open) = self.texts.pop() {
            self.pair(open);
        }
    }

    /// A text that has no end. It ends here, so that what follows can be read.
    fn unclosed(&mut self, part: &mut Part, found: &str) {
        let place = self.at;
        self.at += self.peek().map_or(0, char::len_utf8);
        let close = part.quote.close();
        let message = match found {
            "\\n" if part.quote == Quote::Double => {
                "expecting anything but ''\\n''; got it anyway".to_owned()
            }
            found => format!(
                "expecting '{}', found '{found}'",
                close.get(..1).unwrap_or_default()
            ),
        };
        let hint =
            format!("the text has no closing {close}; one of several lines stands in three quotes");
        self.fatal(message, place, &hint);
        self.at = place;
        self.close_text(part);
    }

    fn escape(&mut self, part: &mut Part) {
        let start = self.at;
        let mut behind = self.rest().chars().skip(1);
        let next = behind.next();
        let escaped = match part.quote {
            Quote::Slashy => next.filter(|c| *c == '/'),
            Quote::DollarSlashy if self.starts_with("$") => next.filter(|c| matches!(c, '$' | '/')),
            _ => None,
        };
        if let Some(c) = escaped {
            self.at += 2;
            part.text.push(c);
        } else if matches!(next, Some('\n' | '\r')) && self.starts_with("\\") {
            self.at += 1;
            self.line_end();
        } else if next == Some('u') && self.starts_with("\\") {
            self.unicode(part);
        } else if part.quote.has_escapes() {
            self.standard_escape(next, part);
        } else {
            part.text.push_str(self.rest().get(..1).unwrap_or_default());
            self.at = start + 1;
        }
    }

    fn standard_escape(&mut self, next: Option<char>, part: &mut Part) {
        let start = self.at;
        let c = match next {
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some(c @ ('"' | '\'' | '\\' | '$')) => c,
            Some('0'..='7') => return self.octal(part),
            _ => {
                self.at += 1;
                self.error("unexpected char: '\\'", start);
                self.hint("a backslash in a text is written \\\\");
                return;
            }
        };
        self.at += 2;
        part.text.push(c);
    }

    fn octal(&mut self, part: &mut Part) {
        self.at += 1;
        let rest = self.rest();
        let limit = if rest.starts_with(['0', '1', '2', '3']) {
            3
        } else {
            2
        };
        let digits = rest
            .bytes()
            .take(limit)
            .take_while(|b| (b'0'..=b'7').contains(b))
            .count();
        self.at += digits;
        let code = rest
            .get(..digits)
            .and_then(|it| u32::from_str_radix(it, 8).ok());
        part.text.extend(code.and_then(char::from_u32));
    }

    /// `\u00e4`. Two of them that are halves of one character become that character.
    fn unicode(&mut self, part: &mut Part) {
        let start = self.at;
        let Some(unit) = self.unit() else {
            self.at = start + 2;
            self.error("unexpected char: '\\'", start);
            return;
        };
        let behind = self.at;
        let low = (0xD800..0xDC00)
            .contains(&unit)
            .then(|| self.unit())
            .flatten();
        let units = [unit, low.unwrap_or_default()];
        let units = units
            .get(..1 + usize::from(low.is_some()))
            .unwrap_or_default();
        if let Ok(text) = String::from_utf16(units) {
            part.text.push_str(&text);
        } else {
            self.at = behind;
            part.text.push(char::REPLACEMENT_CHARACTER);
        }
    }

    fn unit(&mut self) -> Option<u16> {
        let rest = self.rest().strip_prefix("\\u")?;
        let digits = rest.trim_start_matches('u');
        let unit = digits
            .get(..4)
            .and_then(|it| u16::from_str_radix(it, 16).ok())?;
        self.at += 2 + rest.len() - digits.len() + 4;
        Some(unit)
    }
}

/// A stretch of text between values.
struct Part {
    quote: Quote,
    start: usize,
    /// Whether it is the first one of its text.
    opening: bool,
    text: String,
}
