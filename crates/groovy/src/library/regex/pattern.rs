//! The methods of `java.util.regex.Pattern`.

use super::super::table::{Args, Field, Param, Type, method};
use super::super::text;
use super::{Anchor, Flags, Matcher, Pattern, matches};
use crate::run::{Cx, Eval};
use crate::value::Value;

const FIELDS: &[Field] = &[
    ("UNIX_LINES", || Value::Int(Flags::UNIX_LINES)),
    ("CASE_INSENSITIVE", || Value::Int(Flags::CASE_INSENSITIVE)),
    ("COMMENTS", || Value::Int(Flags::COMMENTS)),
    ("MULTILINE", || Value::Int(Flags::MULTILINE)),
    ("LITERAL", || Value::Int(Flags::LITERAL)),
    ("DOTALL", || Value::Int(Flags::DOTALL)),
    ("UNICODE_CASE", || Value::Int(64)),
    ("CANON_EQ", || Value::Int(128)),
    ("UNICODE_CHARACTER_CLASS", || Value::Int(256)),
];

pub(super) const TYPE: Type = Type::new("java.util.regex.Pattern")
    .fields(FIELDS)
    .statics(&[
        method("compile", &[Param::Text], compile),
        method("compile", &[Param::Text, Param::Int], compile),
        method("matches", &[Param::Text, Param::Text], |cx, _, args| {
            matches(cx, args.get(1), args.get(0)).map(Value::Bool)
        }),
        method("quote", &[Param::Text], |cx, _, args| {
            let text = args.text(cx, 0)?;
            let text = text.replace("\\E", "\\E\\\\E\\Q");
            Ok(Value::text(format!("\\Q{text}\\E")))
        }),
    ])
    .methods(&[
        method("matcher", &[Param::Text], |cx, this, args| {
            let pattern = Pattern::of(cx, this)?;
            let text = args.text(cx, 0)?;
            Ok(Value::native(Matcher::new(pattern, text)))
        }),
        method("matches", &[Param::Text], |cx, this, args| {
            matches(cx, args.get(0), this).map(Value::Bool)
        }),
        method("isCase", &[Param::Any], |cx, this, args| {
            matches(cx, args.get(0), this).map(Value::Bool)
        }),
        method("pattern", &[], |cx, this, _| {
            Ok(Value::Str(cx.to_text(this)?))
        }),
        method("flags", &[], |cx, this, _| {
            Ok(Value::Int(Pattern::of(cx, this)?.flags.0))
        }),
        method("split", &[Param::Text], split_method),
        method("split", &[Param::Text, Param::Int], split_method),
    ]);

fn compile(cx: &mut Cx, _: &Value, args: Args<'_>) -> Eval<Value> {
    let source = args.text(cx, 0)?;
    let flags = Flags(args.int(1));
    Pattern::compile(cx, &source, flags).map(Value::native)
}

fn split_method(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let pattern = Pattern::of(cx, this)?;
    let text = args.text(cx, 0)?;
    let pieces = pattern.split(cx, &text, args.int(1))?;
    Ok(text::array(pieces))
}

impl Pattern {
    /// Java's `split`: a limit of 0 drops empty pieces at the end, one above 0 is the most pieces, one below keeps all.
    pub(in super::super) fn split(&self, cx: &mut Cx, text: &str, limit: i32) -> Eval<Vec<String>> {
        let most = usize::try_from(limit).ok().filter(|most| *most > 0);
        let mut pieces = Vec::new();
        let mut from = 0;
        for groups in self.all(cx, text)? {
            let range = groups.first().cloned().flatten().unwrap_or_default();
            if most.is_some_and(|most| pieces.len() + 1 >= most) {
                break;
            }
            // An empty match at the start gives no empty piece; the one at the end no other.
            if range.end == 0 || range.is_empty() && range.start == text.len() {
                continue;
            }
            pieces.push(text.get(from..range.start).unwrap_or_default().to_owned());
            from = range.end;
        }
        if pieces.is_empty() {
            return Ok(vec![text.to_owned()]);
        }
        pieces.push(text.get(from..).unwrap_or_default().to_owned());
        while limit == 0 && pieces.last().is_some_and(String::is_empty) {
            pieces.pop();
        }
        Ok(pieces)
    }

    /// The first match.
    pub(in super::super) fn first(&self, cx: &mut Cx, text: &str) -> Eval<Option<super::Groups>> {
        self.search(cx, Anchor::Anywhere, text, 0)
    }
}
