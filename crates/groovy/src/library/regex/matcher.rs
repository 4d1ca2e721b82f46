//! `java.util.regex.Matcher`: a pattern on its way through a text.

use std::any::Any;
use std::ops::Range;

use parking_lot::Mutex;

use super::super::table::{Args, Param, Type, method};
use super::super::{builder, text};
use super::{Anchor, Pattern, Template, next_start, with_closure};
use crate::ast::Name;
use crate::run::{Cx, Eval, Unwind};
use crate::value::{Native, Value};

/// The groups of a match by their number, 0 is all of it; None: it took no part.
pub(in super::super) type Groups = Vec<Option<Range<usize>>>;

/// A pattern on its way through a text.
pub(in super::super) struct Matcher {
    pattern: Pattern,
    text: Mutex<Name>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Where the next search starts. None: at the end.
    from: Option<usize>,
    found: Option<Groups>,
    /// Until where `appendReplacement` has come.
    appended: usize,
}

impl State {
    fn at_start() -> Self {
        Self {
            from: Some(0),
            ..Self::default()
        }
    }
}

/// The text of a group.
pub(in super::super) fn group_text(text: &str, group: Option<&Option<Range<usize>>>) -> Value {
    let range = group.and_then(Clone::clone);
    let found = range.and_then(|range| text.get(range));
    found.map_or(Value::Null, Value::text)
}

/// A match as closures and lists see it: a text, or where there are groups a list of them all.
pub(in super::super) fn match_value(text: &str, groups: &Groups) -> Value {
    if groups.len() == 1 {
        return group_text(text, groups.first());
    }
    Value::list(groups.iter().map(|group| group_text(text, Some(group))))
}

impl Matcher {
    pub(super) fn new(pattern: Pattern, text: Name) -> Self {
        Self {
            pattern,
            text: Mutex::new(text),
            state: Mutex::new(State::at_start()),
        }
    }

    fn text(&self) -> Name {
        Name::clone(&self.text.lock())
    }

    fn reset(&self) {
        *self.state.lock() = State::at_start();
    }

    fn find(&self, cx: &mut Cx) -> Eval<bool> {
        let text = self.text();
        let from = self.state.lock().from;
        let found = match from {
            Some(from) => self.pattern.search(cx, Anchor::Anywhere, &text, from)?,
            None => None,
        };
        Ok(self.keep(&text, found))
    }

    fn at(&self, cx: &mut Cx, anchor: Anchor) -> Eval<bool> {
        let text = self.text();
        let found = self.pattern.search(cx, anchor, &text, 0)?;
        Ok(self.keep(&text, found))
    }

    fn keep(&self, text: &str, found: Option<Groups>) -> bool {
        let mut state = self.state.lock();
        state.from = found.as_ref().and_then(|groups| next_start(text, groups));
        state.found = found;
        state.found.is_some()
    }

    fn all(&self, cx: &mut Cx) -> Eval<Vec<Value>> {
        let text = self.text();
        let all = self.pattern.all(cx, &text)?;
        Ok(all
            .iter()
            .map(|groups| match_value(&text, groups))
            .collect())
    }

    fn found(&self, cx: &mut Cx) -> Eval<Groups> {
        let found = self.state.lock().found.clone();
        found.ok_or_else(|| no_match(cx))
    }

    fn number(&self, cx: &mut Cx, group: &Value) -> Eval<usize> {
        if let Value::Int(number) = group {
            let known = usize::try_from(*number).ok();
            let known = known.filter(|number| *number <= self.pattern.groups());
            return known.ok_or_else(|| out_of_bounds(cx, format!("No group {number}")));
        }
        let name = text::of(cx, group)?;
        let number = self.pattern.group(&name);
        number.ok_or_else(|| {
            let message = format!("No group with name <{name}>");
            cx.throw("java.lang.IllegalArgumentException", message)
        })
    }

    /// The range of the group that the first argument says.
    fn range(&self, cx: &mut Cx, args: Args<'_>) -> Eval<Option<Range<usize>>> {
        let found = self.found(cx)?;
        let number = match args.find(0) {
            Some(group) => self.number(cx, group)?,
            None => 0,
        };
        Ok(found.get(number).cloned().flatten())
    }
}

fn no_match(cx: &mut Cx) -> Unwind {
    cx.throw("java.lang.IllegalStateException", "No match found")
}

fn out_of_bounds(cx: &mut Cx, message: String) -> Unwind {
    cx.throw("java.lang.IndexOutOfBoundsException", message)
}

impl Native for Matcher {
    fn class_name(&self) -> &'static str {
        "java.util.regex.Matcher"
    }

    fn show(&self) -> String {
        let text = self.text();
        let found = self.state.lock().found.clone();
        let range = found.and_then(|groups| groups.into_iter().next().flatten());
        format!(
            "java.util.regex.Matcher[pattern={} region=0,{} lastmatch={}]",
            self.pattern.source,
            text::len(&text),
            range.and_then(|range| text.get(range)).unwrap_or_default()
        )
    }

    /// A matcher is true where it finds something, which moves it.
    fn truth(&self) -> bool {
        let text = self.text();
        let from = self.state.lock().from;
        let found = from.map(|from| self.pattern.try_search(Anchor::Anywhere, &text, from));
        self.keep(&text, found.and_then(Result::ok).flatten())
    }

    fn items(&self) -> Option<Vec<Value>> {
        let text = self.text();
        let all = self.pattern.each(&text);
        let all: Vec<_> = all.collect::<Result<_, _>>().unwrap_or_default();
        Some(
            all.iter()
                .map(|groups| match_value(&text, groups))
                .collect(),
        )
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

pub(super) const TYPE: Type = Type::new("java.util.regex.Matcher")
    .methods(&[
        method("find", &[], |cx, this, _| {
            with(cx, this, |cx, matcher| matcher.find(cx).map(Value::Bool))
        }),
        method("find", &[Param::Int], find_from),
        method("asBoolean", &[], |cx, this, _| {
            with(cx, this, |cx, matcher| matcher.find(cx).map(Value::Bool))
        }),
        method("matches", &[], |cx, this, _| {
            with(cx, this, |cx, matcher| {
                matcher.at(cx, Anchor::Whole).map(Value::Bool)
            })
        }),
        method("lookingAt", &[], |cx, this, _| {
            with(cx, this, |cx, matcher| {
                matcher.at(cx, Anchor::Start).map(Value::Bool)
            })
        }),
        method("group", &[], group),
        method("group", &[Param::Int], group),
        method("group", &[Param::Text], group),
        method("start", &[], start),
        method("start", &[Param::Int], start),
        method("start", &[Param::Text], start),
        method("end", &[], end),
        method("end", &[Param::Int], end),
        method("end", &[Param::Text], end),
        method("groupCount", &[], |cx, this, _| {
            with(cx, this, |_, matcher| {
                Ok(text::int(matcher.pattern.groups()))
            })
        }),
        method("hasGroup", &[], |cx, this, _| {
            with(cx, this, |_, matcher| {
                Ok(Value::Bool(matcher.pattern.groups() > 0))
            })
        }),
        method("getCount", &[], count),
        method("size", &[], count),
        method("getAt", &[Param::Int], get_at),
        method("getAt", &[Param::Items], get_several),
        method("iterator", &[], |cx, this, _| {
            let all = with(cx, this, |cx, matcher| matcher.all(cx).map(Value::list))?;
            cx.call_method(&all, "iterator", &[])
        }),
        method("pattern", &[], |cx, this, _| {
            with(cx, this, |_, matcher| {
                Ok(Value::native(matcher.pattern.clone()))
            })
        }),
        method("reset", &[], reset),
        method("reset", &[Param::Text], reset),
        method("toMatchResult", &[], |_, this, _| Ok(this.clone())),
        method("replaceAll", &[Param::Text], replace_all),
        method("replaceAll", &[Param::Closure], replace_all),
        method("replaceFirst", &[Param::Text], replace_first),
        method(
            "appendReplacement",
            &[Param::Any, Param::Text],
            append_replacement,
        ),
        method("appendTail", &[Param::Any], append_tail),
    ])
    .statics(&[method("quoteReplacement", &[Param::Text], |cx, _, args| {
        let text = args.text(cx, 0)?;
        Ok(Value::text(text.replace('\\', "\\\\").replace('$', "\\$")))
    })]);

fn with<T>(cx: &mut Cx, this: &Value, work: impl FnOnce(&mut Cx, &Matcher) -> Eval<T>) -> Eval<T> {
    match this.downcast::<Matcher>() {
        Some(matcher) => work(cx, matcher),
        None => Err(cx.fault("A method of Matcher was called on something else.")),
    }
}

fn find_from(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    with(cx, this, |cx, matcher| {
        let text = matcher.text();
        let from = usize::try_from(args.int(0)).ok();
        let Some(from) = from.and_then(|from| text::byte(&text, from)) else {
            return Err(out_of_bounds(cx, "Illegal start index".to_owned()));
        };
        matcher.reset();
        matcher.state.lock().from = Some(from);
        matcher.find(cx).map(Value::Bool)
    })
}

fn group(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    with(cx, this, |cx, matcher| {
        let range = matcher.range(cx, args)?;
        Ok(group_text(&matcher.text(), Some(&range)))
    })
}

fn place(matcher: &Matcher, byte: Option<usize>) -> Value {
    byte.map_or(Value::Int(-1), |byte| {
        text::int(text::unit(&matcher.text(), byte))
    })
}

fn start(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    with(cx, this, |cx, matcher| {
        let range = matcher.range(cx, args)?;
        Ok(place(matcher, range.map(|range| range.start)))
    })
}

fn end(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    with(cx, this, |cx, matcher| {
        let range = matcher.range(cx, args)?;
        Ok(place(matcher, range.map(|range| range.end)))
    })
}

fn count(cx: &mut Cx, this: &Value, _: Args<'_>) -> Eval<Value> {
    with(cx, this, |cx, matcher| {
        matcher.reset();
        Ok(text::int(matcher.all(cx)?.len()))
    })
}

fn get_at(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    with(cx, this, |cx, matcher| matcher_at(cx, matcher, args.int(0)))
}

fn matcher_at(cx: &mut Cx, matcher: &Matcher, index: i32) -> Eval<Value> {
    let all = matcher.all(cx)?;
    let count = i32::try_from(all.len()).unwrap_or(i32::MAX);
    if index < -count || index >= count {
        let least = -count;
        let most = count - 1;
        let message = format!("index is out of range {least}..{most} (index = {index})");
        return Err(out_of_bounds(cx, message));
    }
    let wanted = if index < 0 { index + count } else { index };
    matcher.reset();
    for _ in 0..=wanted {
        matcher.find(cx)?;
    }
    let wanted = usize::try_from(wanted).unwrap_or_default();
    Ok(all.into_iter().nth(wanted).unwrap_or_default())
}

fn get_several(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let wanted = cx.items(args.get(0))?;
    with(cx, this, |cx, matcher| {
        let indices = wanted
            .iter()
            .map(|index| Args(std::slice::from_ref(index)).int(0));
        let found: Eval<Vec<_>> = indices
            .map(|index| matcher_at(cx, matcher, index))
            .collect();
        found.map(Value::list)
    })
}

fn reset(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    let text = match args.find(0) {
        Some(text) => Some(text::of(cx, text)?),
        None => None,
    };
    with(cx, this, |_, matcher| {
        matcher.reset();
        if let Some(text) = text {
            *matcher.text.lock() = text;
        }
        Ok(this.clone())
    })
}

fn replace_all(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    with(cx, this, |cx, matcher| {
        let text = matcher.text();
        let all = matcher.pattern.all(cx, &text)?;
        let done = match args.get(0) {
            Value::Closure(_) => with_closure(cx, &text, &all, args.get(0))?,
            _ => template(cx, matcher, args, 0)?.replace(cx, &text, &all)?,
        };
        Ok(Value::text(done))
    })
}

fn template(cx: &mut Cx, matcher: &Matcher, args: Args<'_>, at: usize) -> Eval<Template> {
    let source = args.text(cx, at)?;
    Template::parse(cx, &source, &matcher.pattern)
}

fn replace_first(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    with(cx, this, |cx, matcher| {
        let text = matcher.text();
        let found = matcher.pattern.search(cx, Anchor::Anywhere, &text, 0)?;
        let all: Vec<_> = found.into_iter().collect();
        let template = template(cx, matcher, args, 0)?;
        Ok(Value::text(template.replace(cx, &text, &all)?))
    })
}

fn append_replacement(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    with(cx, this, |cx, matcher| {
        let groups = matcher.found(cx)?;
        let text = matcher.text();
        let template = template(cx, matcher, args, 1)?;
        let range = groups.first().cloned().flatten().unwrap_or_default();
        let from = std::mem::replace(&mut matcher.state.lock().appended, range.end);
        let mut piece = text.get(from..range.start).unwrap_or_default().to_owned();
        template.expand(cx, &text, &groups, &mut piece)?;
        builder::append(cx, args.get(0), &piece)?;
        Ok(this.clone())
    })
}

fn append_tail(cx: &mut Cx, this: &Value, args: Args<'_>) -> Eval<Value> {
    with(cx, this, |cx, matcher| {
        let text = matcher.text();
        let from = matcher.state.lock().appended;
        builder::append(cx, args.get(0), text.get(from..).unwrap_or_default())?;
        Ok(args.get(0).clone())
    })
}
