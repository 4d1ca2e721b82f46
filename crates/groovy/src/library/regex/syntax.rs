//! Java's regular expressions in the words of the engine.

mod atom;
mod class;
mod escape;

/// What is wrong with an expression, in Java's words.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SyntaxProblem {
    what: String,
    at: Option<usize>,
}

impl SyntaxProblem {
    pub(super) fn new(what: impl Into<String>, at: usize) -> Self {
        Self {
            what: what.into(),
            at: Some(at),
        }
    }

    /// Java's message: what, where, the expression, a mark below the place.
    pub(super) fn message(&self, source: &str) -> String {
        let Some(at) = self.at else {
            return format!("{}\n{source}", self.what);
        };
        let mark = if at < source.chars().count() {
            format!("\n{}^", " ".repeat(at))
        } else {
            String::new()
        };
        format!("{} near index {at}\n{source}{mark}", self.what)
    }
}

type Done<T = ()> = Result<T, SyntaxProblem>;

/// How the ends of lines are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Ends {
    /// The text has no line end but `\n`, and none at its end, where `$` is simple.
    Simple,
    /// As Java has them, which is slower.
    Full,
}

/// `Pattern.CASE_INSENSITIVE` and others, as bits of Java.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Flags(pub(crate) i32);

impl Flags {
    pub(crate) const UNIX_LINES: i32 = 1;
    pub(crate) const CASE_INSENSITIVE: i32 = 2;
    pub(crate) const COMMENTS: i32 = 4;
    pub(crate) const MULTILINE: i32 = 8;
    pub(crate) const LITERAL: i32 = 16;
    pub(crate) const DOTALL: i32 = 32;

    pub(crate) fn has(self, flag: i32) -> bool {
        self.0 & flag != 0
    }

    fn of_letter(letter: char) -> Option<i32> {
        match letter {
            'i' => Some(Self::CASE_INSENSITIVE),
            'm' => Some(Self::MULTILINE),
            's' => Some(Self::DOTALL),
            'x' => Some(Self::COMMENTS),
            'd' => Some(Self::UNIX_LINES),
            'u' => Some(64),
            'U' => Some(256),
            _ => None,
        }
    }
}

/// An expression in the engine's words.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Translated {
    pub(crate) pattern: String,
    pub(crate) groups: usize,
    pub(crate) names: Vec<(String, usize)>,
    /// Whether [`Ends`] make a difference.
    pub(crate) has_ends: bool,
}

/// Groups within groups: the engine has a limit of its own that is not much higher.
const DEPTH: usize = 50;

/// Translates an expression.
pub(crate) fn translate(source: &str, flags: Flags, ends: Ends) -> Done<Translated> {
    let mut translator = Translator {
        chars: source.chars().collect(),
        at: 0,
        flags,
        ends,
        total: 0,
        depth: 0,
        done: Translated::default(),
    };
    if flags.has(Flags::LITERAL) {
        translator.quoted(source);
        return Ok(translator.done);
    }
    translator.total = translator.count_groups();
    translator.open_flags();
    translator.alternatives()?;
    if translator.at < translator.chars.len() {
        return Err(SyntaxProblem {
            what: "Unmatched closing ')'".to_owned(),
            at: translator.at.checked_sub(1),
        });
    }
    Ok(translator.done)
}

struct Translator {
    chars: Vec<char>,
    at: usize,
    flags: Flags,
    ends: Ends,
    /// Groups of the whole expression, for references.
    total: usize,
    depth: usize,
    done: Translated,
}

impl Translator {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn peek_at(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += 1;
        Some(next)
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = text.chars().enumerate();
        let found = found.into_iter().all(|(i, c)| self.peek_at(i) == Some(c));
        if found {
            self.at += text.chars().count();
        }
        found
    }

    fn put(&mut self, text: &str) {
        self.done.pattern.push_str(text);
    }

    fn problem<T>(&self, what: &str) -> Done<T> {
        Err(SyntaxProblem::new(what, self.at))
    }

    /// What is between here and a character, which is passed.
    fn until(&mut self, end: char) -> Option<String> {
        let rest = self.chars.get(self.at..)?;
        let length = rest.iter().position(|c| *c == end)?;
        let text = rest.iter().take(length).collect();
        self.at += length + 1;
        Some(text)
    }

    fn quoted(&mut self, text: &str) {
        for c in text.chars() {
            self.literal(c);
        }
    }

    fn literal(&mut self, c: char) {
        if r"\.+*?()|[]{}^$".contains(c) {
            self.done.pattern.push('\\');
        }
        self.done.pattern.push(c);
    }

    /// The flags of the whole expression that the engine must know.
    fn open_flags(&mut self) {
        if self.flags.has(Flags::CASE_INSENSITIVE) {
            self.put("(?i)");
        }
    }

    /// How many groups capture. Classes and quotes may hide parentheses, which at worst makes a reference too lenient.
    fn count_groups(&self) -> usize {
        let starts = self.chars.iter().enumerate().filter(|(_, c)| **c == '(');
        let captures = starts.filter(|(at, _)| {
            let next = |ahead: usize| self.chars.get(at + ahead).copied();
            let named = next(1) == Some('?')
                && next(2) == Some('<')
                && next(3).is_some_and(|c| c.is_ascii_alphabetic());
            let escaped = *at > 0 && self.chars.get(at - 1) == Some(&'\\');
            !escaped && (next(1) != Some('?') || named)
        });
        captures.count()
    }

    fn alternatives(&mut self) -> Done {
        while let Some(c) = self.peek() {
            match c {
                ')' => break,
                '|' => {
                    self.at += 1;
                    self.put("|");
                }
                _ => self.piece()?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
