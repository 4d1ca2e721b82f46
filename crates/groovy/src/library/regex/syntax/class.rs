//! Classes of characters: `[a-z&&[^b]]`, `\p{Alpha}`.

use super::escape::set;
use super::{DEPTH, Done, SyntaxProblem, Translator};

/// Java's names of sets, as the inside of a class.
const SETS: [(&str, &str); 24] = [
    ("Lower", "a-z"),
    ("Upper", "A-Z"),
    ("ASCII", r"\x00-\x7F"),
    ("Alpha", "a-zA-Z"),
    ("Digit", "0-9"),
    ("Alnum", "a-zA-Z0-9"),
    ("Punct", r"!-/:-@\[-`{-\~"),
    ("Graph", r"!-\~"),
    ("Print", r"\ -\~"),
    ("Blank", r" \t"),
    ("Cntrl", r"\x00-\x1F\x7F"),
    ("XDigit", "0-9a-fA-F"),
    ("Space", r" \t\n\x0B\x0C\r"),
    ("javaLowerCase", r"\p{Lowercase}"),
    ("javaUpperCase", r"\p{Uppercase}"),
    (
        "javaWhitespace",
        r"\t-\r\x1C-\x20\p{Zl}\p{Zp}\u{1680}\u{2000}-\u{2006}",
    ),
    ("javaLetter", r"\p{L}"),
    ("javaDigit", r"\p{Nd}"),
    ("javaLetterOrDigit", r"\p{L}\p{Nd}"),
    ("IsDigit", r"\p{Nd}"),
    ("IsWhite_Space", r"\p{White_Space}"),
    ("IsPunctuation", r"\p{P}"),
    ("IsLetter", r"\p{L}"),
    ("L1", r"\x00-\x{FF}"),
];

impl Translator {
    /// A class, behind its `[`.
    pub(super) fn class(&mut self, start: usize) -> Done {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(SyntaxProblem::new("Classes are nested too deeply", start));
        }
        self.put("[");
        if self.eat("^") {
            self.put("^");
        }
        self.class_items()?;
        self.put("]");
        self.depth -= 1;
        Ok(())
    }

    fn class_items(&mut self) -> Done {
        let mut first = true;
        loop {
            let start = self.at;
            match self.peek() {
                None => {
                    let at = self.at - 1;
                    return Err(SyntaxProblem::new("Unclosed character class", at));
                }
                Some(']') if !first => {
                    self.at += 1;
                    return Ok(());
                }
                Some('[') => {
                    self.at += 1;
                    self.class(start)?;
                }
                Some('&') if self.eat("&&") => self.put("&&"),
                Some('\\') => self.class_escape()?,
                Some(_) => self.class_range()?,
            }
            first = false;
        }
    }

    fn class_escape(&mut self) -> Done {
        match self.peek_at(1) {
            Some(c) if set(c).is_some() => {
                self.at += 2;
                self.put(&set(c).unwrap_or_default());
                Ok(())
            }
            Some('p' | 'P') => {
                self.at += 1;
                let set = self.property()?;
                self.put(&set);
                Ok(())
            }
            Some('Q') => {
                self.at += 2;
                for c in self.quote().chars() {
                    self.class_literal(c);
                }
                Ok(())
            }
            _ => self.class_range(),
        }
    }

    fn class_range(&mut self) -> Done {
        let from = self.class_char()?;
        self.class_literal(from);
        let range = self.peek() == Some('-')
            && self.peek_at(1).is_some_and(|c| c != ']' && c != '[')
            && !self.set_follows();
        if !range {
            return Ok(());
        }
        self.at += 1;
        let to = self.class_char()?;
        if to < from {
            let at = self.at - 1;
            return Err(SyntaxProblem::new("Illegal character range", at));
        }
        self.put("-");
        self.class_literal(to);
        Ok(())
    }

    /// Whether `-` stands before `\d`, where it is only a minus.
    fn set_follows(&self) -> bool {
        let set = |c| set(c).is_some() || c == 'p' || c == 'P';
        self.peek_at(1) == Some('\\') && self.peek_at(2).is_some_and(set)
    }

    fn class_char(&mut self) -> Done<char> {
        match self.next() {
            Some('\\') => self.escaped_char(),
            Some(c) => Ok(c),
            None => Err(SyntaxProblem::new("Unclosed character class", self.at - 1)),
        }
    }

    fn class_literal(&mut self, c: char) {
        if r"\[]^-&~{}".contains(c) {
            self.done.pattern.push('\\');
        }
        self.done.pattern.push(c);
    }

    /// `p{Alpha}`, `PL`, as a class.
    pub(super) fn property(&mut self) -> Done<String> {
        let mut negated = self.next() == Some('P');
        let name = if self.eat("{") {
            self.until('}')
        } else {
            self.next().map(String::from)
        };
        let Some(name) = name else {
            return self.problem("Unclosed character family");
        };
        let mut name = name.as_str();
        if let Some(rest) = name.strip_prefix('^') {
            negated = !negated;
            name = rest;
        }
        let not = if negated { "^" } else { "" };
        if let Some(set) = property_set(name) {
            Ok(format!("[{not}{set}]"))
        } else {
            let what = format!("Unknown character property name {{{name}}}");
            Err(SyntaxProblem::new(what, self.at - 1))
        }
    }
}

fn property_set(name: &str) -> Option<String> {
    if let Some((_, set)) = SETS.iter().find(|(known, _)| *known == name) {
        return Some((*set).to_owned());
    }
    let unicode = name
        .strip_prefix("Is")
        .or(name.strip_prefix("In"))
        .unwrap_or(name);
    let unicode = unicode.rsplit('=').next().unwrap_or(unicode);
    let set = format!(r"\p{{{unicode}}}");
    fancy_regex::Regex::new(&set).is_ok().then_some(set)
}
