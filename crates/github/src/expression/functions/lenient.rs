//! JSON as GitHub's own reader takes it: with single quotes, names without quotes, comments, and
//! commas before a closing bracket. Real workflows have `fromJSON("['a', 'b']")`.

use crate::expression::number;
use crate::expression::value::{Object, Value};

/// As deep as GitHub's.
const MAX_DEPTH: usize = 64;

/// None where it is no JSON even so.
pub(super) fn parse(text: &str) -> Option<Value> {
    let mut reader = Reader {
        rest: text,
        depth: 0,
    };
    let value = reader.value()?;
    reader.skip();
    reader.rest.is_empty().then_some(value)
}

struct Reader<'t> {
    rest: &'t str,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn value(&mut self) -> Option<Value> {
        self.skip();
        match self.rest.chars().next()? {
            '[' => self.within(Self::list),
            '{' => self.within(Self::object),
            '"' | '\'' => self.text().map(Value::from),
            _ => word(self.word()?),
        }
    }

    fn within(&mut self, read: fn(&mut Self) -> Option<Value>) -> Option<Value> {
        self.depth += 1;
        self.rest = self.rest.get(1..)?;
        let value = read(self).filter(|_| self.depth <= MAX_DEPTH)?;
        self.depth -= 1;
        Some(value)
    }

    fn list(&mut self) -> Option<Value> {
        let mut items = Vec::new();
        while !self.take("]") {
            items.push(self.value()?);
            self.separator("]")?;
        }
        Some(items.into())
    }

    fn object(&mut self) -> Option<Value> {
        let mut object = Object::default();
        while !self.take("}") {
            let name = match self.rest.chars().next()? {
                '"' | '\'' => self.text()?,
                _ => self.word()?.to_owned(),
            };
            self.take(":").then_some(())?;
            object.set(name, self.value()?);
            self.separator("}")?;
        }
        Some(object.into())
    }

    /// A comma, or the end ahead.
    fn separator(&mut self, end: &str) -> Option<()> {
        let found = self.take(",") || self.rest.starts_with(end);
        found.then_some(())
    }

    fn take(&mut self, wanted: &str) -> bool {
        self.skip();
        match self.rest.strip_prefix(wanted) {
            Some(rest) => self.rest = rest,
            None => return false,
        }
        self.skip();
        true
    }

    /// Blanks and comments.
    fn skip(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            let comment = [("//", "\n"), ("/*", "*/")];
            let end = comment.iter().find_map(|(start, end)| {
                let inner = self.rest.strip_prefix(start)?;
                Some(inner.split_once(end).map_or("", |(_, rest)| rest))
            });
            match end {
                Some(rest) => self.rest = rest,
                None => return,
            }
        }
    }

    fn word(&mut self) -> Option<&'t str> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "+-._$".contains(c);
        let end = self.rest.find(|c| !plain(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        Some(word).filter(|word| !word.is_empty())
    }

    fn text(&mut self) -> Option<String> {
        let mut chars = self.rest.chars();
        let quote = chars.next()?;
        let mut text = String::new();
        loop {
            match chars.next()? {
                c if c == quote => break,
                '\\' => text.push(escape(&mut chars)?),
                c => text.push(c),
            }
        }
        self.rest = chars.as_str();
        Some(text)
    }
}

fn word(word: &str) -> Option<Value> {
    match word {
        "null" | "undefined" => Some(Value::Null),
        "true" => Some(true.into()),
        "false" => Some(false.into()),
        "NaN" => Some(f64::NAN.into()),
        _ => Some(number::parse(word))
            .filter(|number| !number.is_nan())
            .map(Value::from),
    }
}

fn escape(chars: &mut std::str::Chars<'_>) -> Option<char> {
    Some(match chars.next()? {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'u' => {
            let code = chars.as_str().get(..4)?;
            *chars = chars.as_str().get(4..)?.chars();
            char::from_u32(u32::from_str_radix(code, 16).ok()?).unwrap_or('\u{fffd}')
        }
        c @ ('"' | '\'' | '\\' | '/') => c,
        _ => return None,
    })
}
