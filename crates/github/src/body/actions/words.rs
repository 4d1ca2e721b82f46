//! `args` and `entrypoint` as one text: words with quotes, which no shell ever reads.

/// Splits a text at blanks; quotes hold words together, a backslash takes the next character as it is.
/// A quote that is never closed reaches to the end.
pub(crate) fn split(text: &str) -> Vec<String> {
    let mut splitter = Splitter::default();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        splitter.take(c, &mut chars);
    }
    splitter.finish()
}

#[derive(Default)]
struct Splitter {
    words: Vec<String>,
    /// None between words.
    word: Option<String>,
    quote: Option<char>,
}

impl Splitter {
    fn take(&mut self, c: char, rest: &mut std::str::Chars<'_>) {
        match (c, self.quote) {
            (c, Some(quote)) if c == quote => self.quote = None,
            (c, Some('\'')) => self.push(c),
            ('\\', quote) => self.escaped(quote, rest),
            (c, Some(_)) => self.push(c),
            ('\'' | '"', None) => {
                self.quote = Some(c);
                self.word.get_or_insert_default();
            }
            (c, None) if c.is_whitespace() => self.words.extend(self.word.take()),
            (c, None) => self.push(c),
        }
    }

    /// In double quotes a backslash stands for itself before all but a quote and another backslash.
    fn escaped(&mut self, quote: Option<char>, rest: &mut std::str::Chars<'_>) {
        let next = rest.next();
        if quote.is_some() && !matches!(next, Some('"' | '\\')) {
            self.push('\\');
        }
        if let Some(next) = next {
            self.push(next);
        }
    }

    fn push(&mut self, c: char) {
        self.word.get_or_insert_default().push(c);
    }

    fn finish(mut self) -> Vec<String> {
        self.words.extend(self.word.take());
        self.words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(split(text), expected, "{text}");
    }

    #[test]
    fn blanks_part_words_and_quotes_hold_them() {
        check("", &[]);
        check("  a  b\n c", &["a", "b", "c"]);
        check("-c 'uname -a'", &["-c", "uname -a"]);
        check("\"Mona is\" not", &["Mona is", "not"]);
        check("a'b'\"c\"d ''", &["abcd", ""]);
        check(
            r#"a\ b "say \"x\" \n" 'a\b'"#,
            &["a b", r#"say "x" \n"#, r"a\b"],
        );
        check("echo ${X} | grep y", &["echo", "${X}", "|", "grep", "y"]);
        check("'never closed", &["never closed"]);
    }

    proptest! {
        #[test]
        fn quoted_words_come_back(words in proptest::collection::vec("[^']{0,8}", 0..6)) {
            let text: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
            prop_assert_eq!(split(&text.join(" ")), words);
        }
    }
}
