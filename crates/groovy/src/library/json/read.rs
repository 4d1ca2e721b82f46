//! `groovy.json.JsonSlurper` and `JsonSlurperClassic`.

use std::any::Any;
use std::str::FromStr;
use std::sync::Arc;

use bigdecimal::BigDecimal;
use num_bigint::BigInt;

use super::super::table::{Args, Method, Param, Type, method};
use super::super::{encode, hash, text};
use crate::run::arithmetic::smallest;
use crate::run::{Cx, Eval};
use crate::value::{Entries, Key, Map, MapKind, Native, Value};

pub(super) const SLURPER: Type = Type::new("groovy.json.JsonSlurper")
    .constructors(&[method("", &[], |_, _, _| Ok(slurper(MapKind::Sorted)))])
    .methods(METHODS);

pub(super) const CLASSIC: Type = Type::new("groovy.json.JsonSlurperClassic")
    .constructors(&[method("", &[], |_, _, _| Ok(slurper(MapKind::Hash)))])
    .methods(METHODS);

const METHODS: &[Method] = &[
    method("parseText", &[Param::Text], parse_text),
    method("parse", &[Param::Any], parse),
    method("parse", &[Param::Any, Param::Any], parse),
    method("setType", &[Param::Any], |_, this, _| Ok(this.clone())),
];

/// How objects become maps: the order of their entries is that of Groovy's class.
struct Slurper(MapKind);

fn slurper(maps: MapKind) -> Value {
    Value::native(Slurper(maps))
}

impl Native for Slurper {
    fn class_name(&self) -> &'static str {
        match self.0 {
            MapKind::Hash => "groovy.json.JsonSlurperClassic",
            _ => "groovy.json.JsonSlurper",
        }
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

/// Of bytes, a reader or a text.
fn parse(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let source = match args.get(0) {
        Value::List(_) => {
            let bytes = encode::of(cx, args.get(0))?;
            Value::text(String::from_utf8_lossy(&bytes))
        }
        Value::Native(_) => cx.get_property(args.get(0), "text")?,
        other => other.clone(),
    };
    parse_text(cx, this, Args(&[source]))
}

fn parse_text(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let text = text::of(cx, args.get(0))?;
    if args.get(0).is_null() || text.is_empty() {
        let message = "Text must not be null or empty";
        return Err(cx.throw("java.lang.IllegalArgumentException", message));
    }
    cx.charge(text.len().saturating_mul(4))?;
    let maps = this
        .downcast::<Slurper>()
        .map_or(MapKind::Linked, |slurper| slurper.0);
    let mut reader = Reader {
        text: &text,
        at: 0,
        maps,
    };
    let done = reader.document();
    done.map_err(|problem| {
        let message = problem.message(&text, maps);
        cx.throw("groovy.json.JsonException", message)
    })
}

/// What is wrong, and at which byte.
struct Problem {
    what: String,
    at: usize,
}

impl Problem {
    /// In the words of the slurper that found it; `JsonSlurperClassic` is the one that makes hash maps.
    fn message(&self, text: &str, maps: MapKind) -> String {
        let before = text.get(..self.at).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count();
        let found = text.get(self.at..).and_then(|rest| rest.chars().next());
        if maps == MapKind::Hash {
            let found = found.map_or("nothing".to_owned(), |c| format!("'{c}'"));
            let column = column + 1;
            return format!(
                "Expected a value, an array, or an object on line: {line}, column: {column}.\nBut got {found} instead."
            );
        }
        let behind = self.what.ends_with("properly");
        let shown = found
            .filter(|_| !behind)
            .or_else(|| before.chars().next_back());
        let shown = shown.unwrap_or(' ');
        let current = format!(
            "The current character read is '{shown}' with an int value of {}",
            u32::from(shown)
        );
        let source = text.lines().nth(line - 1).unwrap_or_default();
        let (what, dots) = (&self.what, ".".repeat(column));
        format!(
            "{what}\n\n{current}\n{what}\nline number {line}\nindex number {}\n{source}\n{dots}^",
            self.at
        )
    }
}

type Read<T> = Result<T, Problem>;

const NO_VALUE: &str =
    "Unable to determine the current character, it is not a string, number, array, or object";

/// Levels of nesting.
const DEPTH: usize = 500;

struct Reader<'a> {
    text: &'a str,
    at: usize,
    maps: MapKind,
}

impl Reader<'_> {
    fn document(&mut self) -> Read<Value> {
        let value = self.value(0)?;
        self.blanks();
        match self.peek() {
            None => Ok(value),
            Some(c) => self.problem(format!("expecting the end of the text but got '{c}'")),
        }
    }

    fn problem<T>(&self, what: impl Into<String>) -> Read<T> {
        Err(Problem {
            what: what.into(),
            at: self.at,
        })
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn value(&mut self, depth: usize) -> Read<Value> {
        if depth > DEPTH {
            return self.problem("the text is nested too deeply");
        }
        self.blanks();
        match self.peek() {
            Some('{') => self.object(depth),
            Some('[') => self.array(depth),
            Some('"') => self.string().map(Value::text),
            Some('t') => self.word("true", Value::Bool(true)),
            Some('f') => self.word("false", Value::Bool(false)),
            Some('n') => self.word("null", Value::Null),
            Some(c) if c == '-' || c.is_ascii_digit() => self.number(),
            _ => self.problem(NO_VALUE),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Read<Value> {
        if self.rest().starts_with(word) {
            self.at += word.len();
            return Ok(value);
        }
        self.at += 1;
        self.problem(format!("{word} not parse properly"))
    }

    fn object(&mut self, depth: usize) -> Read<Value> {
        self.at += 1;
        let mut entries = Entries::default();
        self.blanks();
        if self.eat('}') {
            return Ok(self.map(entries));
        }
        loop {
            self.blanks();
            if self.peek() != Some('"') {
                return self.expected("expecting '}' or ','");
            }
            let key = self.string()?;
            self.blanks();
            if !self.eat(':') {
                return self.expected("expecting current character to be ':'");
            }
            let value = self.value(depth + 1)?;
            entries.insert(Key(Value::text(key)), value);
            self.blanks();
            if self.eat('}') {
                return Ok(self.map(entries));
            }
            if !self.eat(',') {
                return self.expected("expecting '}' or ','");
            }
        }
    }

    fn expected<T>(&self, what: &str) -> Read<T> {
        let found = self
            .peek()
            .or_else(|| self.text.chars().next_back())
            .unwrap_or(' ');
        let code = u32::from(found);
        self.problem(format!(
            "{what} but got current char '{found}' with an int value of {code}"
        ))
    }

    fn map(&self, entries: Entries) -> Value {
        let mut entries: Vec<_> = entries.into_iter().collect();
        match self.maps {
            MapKind::Hash => {
                let buckets = hash::buckets(entries.len());
                entries.sort_by_cached_key(|(key, _)| hash::bucket(&key.0, buckets));
            }
            MapKind::Sorted => entries.sort_by(|(a, _), (b, _)| letters(a).cmp(letters(b))),
            _ => {}
        }
        Value::Map(Arc::new(Map::new(self.maps, entries.into_iter().collect())))
    }

    fn array(&mut self, depth: usize) -> Read<Value> {
        self.at += 1;
        let mut items = Vec::new();
        self.blanks();
        if self.eat(']') {
            return Ok(Value::list(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.blanks();
            if self.eat(']') {
                return Ok(Value::list(items));
            }
            if self.peek().is_none() {
                self.at = self.text.len();
                return self.problem("issue parsing JSON array");
            }
            if !self.eat(',') {
                return self.expected("expecting a ',' or a ']',");
            }
        }
    }

    fn number(&mut self) -> Read<Value> {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_digit() && !"+-.eE".contains(c));
        let digits = rest
            .get(..end.unwrap_or(rest.len()))
            .unwrap_or_default()
            .to_owned();
        let value = if digits.contains(['.', 'e', 'E']) {
            BigDecimal::from_str(&digits)
                .ok()
                .map(|value| Value::Decimal(Arc::new(value)))
        } else {
            BigInt::from_str(&digits).ok().map(smallest)
        };
        let Some(value) = value else {
            return self.problem(NO_VALUE);
        };
        self.at += digits.len();
        Ok(value)
    }

    fn string(&mut self) -> Read<String> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = self.rest();
            let plain = rest.find(['"', '\\']).unwrap_or(rest.len());
            text.push_str(rest.get(..plain).unwrap_or_default());
            self.at += plain;
            match self.next() {
                Some('"') => return Ok(text),
                Some(_) => self.escape(&mut text)?,
                None => return self.problem("Could not find end quote for string"),
            }
        }
    }

    fn escape(&mut self, text: &mut String) -> Read<()> {
        match self.next() {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('b') => text.push('\x08'),
            Some('f') => text.push('\x0C'),
            Some('u') => text.push(self.unicode()?),
            Some(c) => text.push(c),
            None => return self.problem("Could not find end quote for string"),
        }
        Ok(())
    }

    fn unicode(&mut self) -> Read<char> {
        let mut units = vec![self.unit()?];
        let high = units
            .first()
            .is_some_and(|unit| (0xD800..0xDC00).contains(unit));
        if high && self.rest().starts_with("\\u") {
            self.at += 2;
            units.push(self.unit()?);
        }
        Ok(char::decode_utf16(units)
            .next()
            .and_then(Result::ok)
            .unwrap_or('\u{FFFD}'))
    }

    fn unit(&mut self) -> Read<u16> {
        let digits = self
            .rest()
            .get(..4)
            .and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let Some(unit) = digits else {
            return self.problem("a unicode escape needs four digits");
        };
        self.at += 4;
        Ok(unit)
    }
}

fn letters(key: &Key) -> &str {
    match &key.0 {
        Value::Str(text) => text,
        _ => "",
    }
}
