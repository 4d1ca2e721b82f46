//! Regular expressions: `java.util.regex.Pattern` and `Matcher`, and what Groovy's operators make of them.

mod matcher;
mod pattern;
mod replace;
mod syntax;

use std::any::Any;
use std::sync::{Arc, LazyLock};

use fancy_regex::{Regex, RegexBuilder};
use parking_lot::Mutex;
use rustc_hash::FxHashMap;

use super::table::Type;
use super::text;
use crate::ast::Name;
use crate::run::{Cx, Eval, Unwind};
use crate::value::{Native, Value};

pub(super) use matcher::{Groups, Matcher, match_value};
pub(super) use replace::{Template, with_closure};
pub(crate) use syntax::Flags;
use syntax::{Ends, SyntaxProblem};

pub(super) const TYPES: &[Type] = &[matcher::TYPE, pattern::TYPE];

/// Steps back while an expression is tried: some seconds at worst.
const BACKTRACK_LIMIT: usize = 20_000_000;

/// Expressions that are kept compiled.
const KEPT: usize = 500;

/// `java.util.regex.Pattern`.
#[derive(Clone)]
pub(crate) struct Pattern {
    pub(super) source: Name,
    pub(super) flags: Flags,
    compiled: Arc<Compiled>,
}

/// An expression whose engines are built when a text asks for them.
struct Compiled {
    groups: usize,
    names: Vec<(String, usize)>,
    has_ends: bool,
    engines: Mutex<FxHashMap<(Anchor, Ends), Arc<Regex>>>,
}

/// Where a match has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Anchor {
    Anywhere,
    Start,
    Whole,
}

impl Anchor {
    fn around(self, pattern: &str) -> String {
        match self {
            Self::Anywhere => pattern.to_owned(),
            Self::Start => format!(r"\A(?:{pattern})"),
            Self::Whole => format!(r"\A(?:{pattern})\z"),
        }
    }
}

/// Why a search came to nothing.
enum SearchProblem {
    Syntax(String),
    Steps,
}

type Kept = FxHashMap<(Name, Flags), Arc<Compiled>>;

static KEPT_PATTERNS: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);

impl Pattern {
    /// Compiles an expression, or throws what Java throws.
    pub(crate) fn compile(cx: &mut Cx, source: &str, flags: Flags) -> Eval<Self> {
        let key = (Name::from(source), flags);
        let kept = KEPT_PATTERNS.lock().get(&key).cloned();
        let compiled = match kept {
            Some(compiled) => compiled,
            None => Compiled::new(source, flags)
                .map_err(|problem| syntax_exception(cx, &problem.message(source)))?,
        };
        let mut all = KEPT_PATTERNS.lock();
        if all.len() >= KEPT {
            all.clear();
        }
        all.insert(key.clone(), Arc::clone(&compiled));
        let (source, flags) = key;
        Ok(Self {
            source,
            flags,
            compiled,
        })
    }

    /// The pattern that a value is or names.
    pub(crate) fn of(cx: &mut Cx, value: &Value) -> Eval<Self> {
        if let Some(pattern) = value.downcast::<Self>() {
            return Ok(pattern.clone());
        }
        let source = text::of(cx, value)?;
        Self::compile(cx, &source, Flags::default())
    }

    /// How many groups capture.
    pub(super) fn groups(&self) -> usize {
        self.compiled.groups
    }

    /// The number of a named group.
    pub(super) fn group(&self, name: &str) -> Option<usize> {
        let names = &self.compiled.names;
        names
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, at)| *at)
    }

    /// The first match at or behind a byte.
    pub(super) fn search(
        &self,
        cx: &mut Cx,
        anchor: Anchor,
        text: &str,
        from: usize,
    ) -> Eval<Option<Groups>> {
        let found = self.try_search(anchor, text, from);
        found.map_err(|problem| self.unwind(cx, problem, text))
    }

    fn unwind(&self, cx: &mut Cx, problem: SearchProblem, text: &str) -> Unwind {
        match problem {
            SearchProblem::Syntax(message) => syntax_exception(cx, &message),
            SearchProblem::Steps => cx.fault(format!(
                "The regular expression /{}/ needs too many steps on a text of {} bytes: avoid repetitions within repetitions",
                self.source,
                text.len()
            )),
        }
    }

    fn try_search(
        &self,
        anchor: Anchor,
        text: &str,
        from: usize,
    ) -> Result<Option<Groups>, SearchProblem> {
        let engine = self.engine(anchor, text)?;
        let found = engine.captures_from_pos(text, from);
        let found = found.map_err(|_| SearchProblem::Steps)?;
        Ok(found.map(|found| {
            let groups = (0..=self.groups()).map(|group| found.get(group));
            groups.map(|group| group.map(|m| m.range())).collect()
        }))
    }

    fn engine(&self, anchor: Anchor, text: &str) -> Result<Arc<Regex>, SearchProblem> {
        let ends = ends_of(text, self.compiled.has_ends);
        let mut engines = self.compiled.engines.lock();
        if let Some(engine) = engines.get(&(anchor, ends)) {
            return Ok(Arc::clone(engine));
        }
        let engine = build(&self.source, self.flags, anchor, ends);
        let engine = engine.map_err(SearchProblem::Syntax)?;
        engines.insert((anchor, ends), Arc::clone(&engine));
        Ok(engine)
    }

    /// All matches from the start.
    pub(super) fn all(&self, cx: &mut Cx, text: &str) -> Eval<Vec<Groups>> {
        let mut all = Vec::new();
        for found in self.each(text) {
            let groups = found.map_err(|problem| self.unwind(cx, problem, text))?;
            cx.tick()?;
            cx.charge(size_of_val(&*groups) + size_of::<Groups>())?;
            all.push(groups);
        }
        Ok(all)
    }

    fn each<'t>(
        &'t self,
        text: &'t str,
    ) -> impl Iterator<Item = Result<Groups, SearchProblem>> + 't {
        let mut from = Some(0);
        std::iter::from_fn(move || {
            let found = self.try_search(Anchor::Anywhere, text, from?);
            from = match &found {
                Ok(Some(groups)) => next_start(text, groups),
                _ => None,
            };
            found.transpose()
        })
    }
}

/// Where the search goes on after a match: a character later where that was empty.
pub(super) fn next_start(text: &str, groups: &Groups) -> Option<usize> {
    let found = groups.first()?.as_ref()?;
    if !found.is_empty() {
        return Some(found.end);
    }
    let c = text.get(found.end..)?.chars().next()?;
    Some(found.end + c.len_utf8())
}

fn ends_of(text: &str, matters: bool) -> Ends {
    let other = ['\r', '\u{85}', '\u{2028}', '\u{2029}'];
    if matters && (text.ends_with('\n') || text.contains(other)) {
        Ends::Full
    } else {
        Ends::Simple
    }
}

fn build(source: &str, flags: Flags, anchor: Anchor, ends: Ends) -> Result<Arc<Regex>, String> {
    let done = syntax::translate(source, flags, ends).map_err(|error| error.message(source))?;
    let mut builder = RegexBuilder::new(&anchor.around(&done.pattern));
    builder.backtrack_limit(BACKTRACK_LIMIT);
    let engine = builder.build().map_err(|error| error.to_string());
    engine
        .map(Arc::new)
        .map_err(|error| format!("{error}\n{source}"))
}

impl Compiled {
    fn new(source: &str, flags: Flags) -> Result<Arc<Self>, SyntaxProblem> {
        let done = syntax::translate(source, flags, Ends::Simple)?;
        Ok(Arc::new(Self {
            groups: done.groups,
            names: done.names,
            has_ends: done.has_ends,
            engines: Mutex::default(),
        }))
    }
}

fn syntax_exception(cx: &mut Cx, message: &str) -> Unwind {
    cx.throw("java.util.regex.PatternSyntaxException", message)
}

impl Native for Pattern {
    fn class_name(&self) -> &'static str {
        "java.util.regex.Pattern"
    }

    fn show(&self) -> String {
        self.source.to_string()
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

/// `~'a+'`.
pub(crate) fn pattern(cx: &mut Cx, source: &Value) -> Eval<Value> {
    Pattern::of(cx, source).map(Value::native)
}

/// `text =~ pattern`.
pub(crate) fn matcher(cx: &mut Cx, value: &Value, pattern: &Value) -> Eval<Value> {
    let pattern = Pattern::of(cx, pattern)?;
    let text = text::of(cx, value)?;
    Ok(Value::native(Matcher::new(pattern, text)))
}

/// `text ==~ pattern`.
pub(crate) fn matches(cx: &mut Cx, value: &Value, pattern: &Value) -> Eval<bool> {
    if value.is_null() || pattern.is_null() {
        return Ok(false);
    }
    let pattern = Pattern::of(cx, pattern)?;
    let text = text::of(cx, value)?;
    let found = pattern.search(cx, Anchor::Whole, &text, 0)?;
    Ok(found.is_some())
}

#[cfg(test)]
mod tests {
    use crate::testing::run;

    #[test]
    fn what_would_take_too_long_is_given_up() {
        let (result, _) = run("('ab ' * 40 + '!') ==~ /(?:(\\w+) ?)*\\1(\\w+ ?)*(\\w+ ?)*x/");
        assert!(result.contains("needs too many steps"), "{result}");
    }

    #[test]
    fn long_texts_are_searched_quickly() {
        let script = "def t = 'line of text\\n' * 100000; t.readLines().size() + (t =~ /(?m)^line (.+)$/).count";
        assert_eq!(run(script).0, "200000");
    }
}
