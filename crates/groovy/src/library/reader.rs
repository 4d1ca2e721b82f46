//! Texts that are read piece by piece: `StringReader`, `StringTokenizer`, `Scanner`, `StringJoiner`.

use std::any::Any;

use parking_lot::Mutex;

use super::number::parse;
use super::string::lines;
use super::table::{Args, Method, Param, Type, method};
use super::text;
use crate::run::{Cx, Eval};
use crate::value::{Native, Value};

/// A text of which a part has been read.
struct Reader {
    class: &'static str,
    rest: Mutex<String>,
}

const READER: &str = "java.io.StringReader";
const SCANNER: &str = "java.util.Scanner";

impl Native for Reader {
    fn class_name(&self) -> &'static str {
        self.class
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

fn reader(class: &'static str, text: &str) -> Value {
    Value::native(Reader {
        class,
        rest: Mutex::new(text.to_owned()),
    })
}

/// Does something with what is left, and leaves what that gives back.
fn take<T: Default>(this: &Value, work: impl FnOnce(&str) -> (T, usize)) -> T {
    let Some(reader) = this.downcast::<Reader>() else {
        return T::default();
    };
    let mut rest = reader.rest.lock();
    let (taken, until) = work(&rest);
    let left = rest.get(until..).unwrap_or_default().to_owned();
    *rest = left;
    taken
}

fn all(this: &Value) -> String {
    take(this, |rest| (rest.to_owned(), rest.len()))
}

fn line(this: &Value) -> Option<String> {
    take(this, |rest| {
        let line = lines(rest).first().map(|line| (*line).to_owned());
        let length = line.as_ref().map_or(0, String::len);
        let after = rest.get(length..).unwrap_or_default();
        let end = if after.starts_with("\r\n") {
            2
        } else {
            usize::from(!after.is_empty())
        };
        (line, length + end)
    })
}

/// The next word.
fn word(this: &Value) -> Option<String> {
    take(this, |rest| {
        let trimmed = rest.trim_start();
        let start = rest.len() - trimmed.len();
        let end = trimmed.find(char::is_whitespace).unwrap_or(trimmed.len());
        let word = trimmed.get(..end).filter(|word| !word.is_empty());
        (word.map(str::to_owned), start + end)
    })
}

fn left(this: &Value) -> String {
    this.downcast::<Reader>()
        .map(|reader| reader.rest.lock().clone())
        .unwrap_or_default()
}

fn or_null(text: Option<String>) -> Value {
    text.map_or(Value::Null, Value::text)
}

pub(super) const TYPES: &[Type] = &[
    Type::new(READER).constructors(&[method("", &[Param::Text], |cx, _, args| {
        Ok(reader(READER, &args.text(cx, 0)?))
    })]),
    Type::new("java.io.BufferedReader").constructors(&[method("", &[Param::Any], |_, _, args| {
        Ok(args.get(0).clone())
    })]),
    Type::new("java.io.Reader").methods(READ),
    Type::new(SCANNER)
        .constructors(&[method("", &[Param::Text], |cx, _, args| {
            Ok(reader(SCANNER, &args.text(cx, 0)?))
        })])
        .methods(SCAN),
    Type::new("java.util.StringTokenizer").constructors(&[
        method("", &[Param::Text], |cx, _, args| tokens(cx, args)),
        method("", &[Param::Text, Param::Text], |cx, _, args| {
            tokens(cx, args)
        }),
    ]),
    Type::new("java.util.Iterator").methods(&[
        method("hasMoreTokens", &[], |cx, this, _| {
            cx.call_method(this, "hasNext", &[])
        }),
        method("hasMoreElements", &[], |cx, this, _| {
            cx.call_method(this, "hasNext", &[])
        }),
        method("nextToken", &[], |cx, this, _| {
            cx.call_method(this, "next", &[])
        }),
        method("nextElement", &[], |cx, this, _| {
            cx.call_method(this, "next", &[])
        }),
    ]),
    Type::new("java.util.StringJoiner")
        .constructors(&[
            method("", &[Param::Text], joiner),
            method("", &[Param::Text, Param::Text, Param::Text], joiner),
        ])
        .methods(&[method("add", &[Param::Any], |cx, this, args| {
            let piece = text::of(cx, args.get(0))?;
            let between = this
                .downcast::<Joiner>()
                .map_or(0, |joiner| joiner.between.len());
            cx.charge(piece.len() + between)?;
            if let Some(joiner) = this.downcast::<Joiner>() {
                joiner.pieces.lock().push(piece.to_string());
            }
            Ok(this.clone())
        })]),
];

const READ: &[Method] = &[
    method("getText", &[], |_, this, _| Ok(Value::text(all(this)))),
    method("readLine", &[], |_, this, _| Ok(or_null(line(this)))),
    method("readLines", &[], |_, this, _| {
        let rest = all(this);
        Ok(text::list(lines(&rest)))
    }),
    method("lines", &[], |_, this, _| {
        let rest = all(this);
        Ok(text::list(lines(&rest)))
    }),
    method("eachLine", &[Param::Closure], |cx, this, args| {
        cx.call_method(&Value::text(all(this)), "eachLine", args.0)
    }),
    method("withReader", &[Param::Closure], |cx, this, args| {
        cx.call(args.get(0), std::slice::from_ref(this))
    }),
    method("read", &[], |_, this, _| {
        let next = take(this, |rest| {
            let next = rest.chars().next();
            (next, next.map_or(0, char::len_utf8))
        });
        Ok(Value::Int(next.map_or(-1, |c| u32::from(c).cast_signed())))
    }),
    method("close", &[], |_, _, _| Ok(Value::Null)),
];

const SCAN: &[Method] = &[
    method("hasNext", &[], |_, this, _| {
        Ok(Value::Bool(!left(this).trim().is_empty()))
    }),
    method("hasNextLine", &[], |_, this, _| {
        Ok(Value::Bool(!left(this).is_empty()))
    }),
    method("hasNextInt", &[], |_, this, _| {
        let rest = left(this);
        let word = rest.split_whitespace().next();
        Ok(Value::Bool(
            word.is_some_and(|word| word.parse::<i32>().is_ok()),
        ))
    }),
    method("next", &[], |cx, this, _| {
        next_word(cx, this).map(Value::text)
    }),
    method("nextInt", &[], |cx, this, _| {
        let word = next_word(cx, this)?;
        parse::int(cx, &word, 10)
    }),
    method("nextLong", &[], |cx, this, _| {
        let word = next_word(cx, this)?;
        parse::long(cx, &word, 10)
    }),
    method("nextLine", &[], |cx, this, _| match line(this) {
        Some(line) => Ok(Value::text(line)),
        None => Err(cx.throw("java.util.NoSuchElementException", "No line found")),
    }),
    method("close", &[], |_, _, _| Ok(Value::Null)),
];

fn next_word(cx: &mut Cx, this: &Value) -> Eval<String> {
    match word(this) {
        Some(word) => Ok(word),
        None => Err(super::support::throw_bare(
            cx,
            "java.util.NoSuchElementException",
        )),
    }
}

/// An iterator over the words of a text.
fn tokens(cx: &mut Cx, args: Args<'_>) -> Eval<Value> {
    let tokens = cx.call_method(args.get(0), "tokenize", args.from(1))?;
    cx.call_method(&tokens, "iterator", &[])
}

struct Joiner {
    between: String,
    around: [String; 2],
    pieces: Mutex<Vec<String>>,
}

fn joiner(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    let around = match args.len() {
        1 => [String::new(), String::new()],
        _ => [args.text(cx, 1)?.to_string(), args.text(cx, 2)?.to_string()],
    };
    Ok(Value::native(Joiner {
        between: args.text(cx, 0)?.to_string(),
        around,
        pieces: Mutex::default(),
    }))
}

impl Native for Joiner {
    fn class_name(&self) -> &'static str {
        "java.util.StringJoiner"
    }

    fn show(&self) -> String {
        let [before, behind] = &self.around;
        format!("{before}{}{behind}", self.pieces.lock().join(&self.between))
    }

    fn any(&self) -> &dyn Any {
        self
    }
}
