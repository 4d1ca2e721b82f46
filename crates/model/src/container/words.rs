//! Texts that are split into words as a shell does.

/// Splits a text into words at white space. Quotes and backslashes keep words together; nothing is
/// expanded. An error says which quote has no end.
pub fn split_words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            _ if letter.is_whitespace() => words.extend(word.take()),
            '\'' | '"' => quoted(letter, &mut letters, word.get_or_insert_default())?,
            '\\' => word.get_or_insert_default().extend(letters.next()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    Ok(words)
}

fn quoted(
    quote: char,
    letters: &mut impl Iterator<Item = char>,
    word: &mut String,
) -> Result<(), String> {
    while let Some(letter) = letters.next() {
        match letter {
            _ if letter == quote => return Ok(()),
            '\\' if quote == '"' => match letters.next() {
                Some(escaped @ ('"' | '\\' | '$' | '`')) => word.push(escaped),
                Some('\n') | None => {}
                Some(other) => word.extend(['\\', other]),
            },
            _ => word.push(letter),
        }
    }
    Err(format!("the quote {quote} has no end"))
}

#[cfg(test)]
mod tests {
    use super::super::parse_options;
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(split_words(text).unwrap(), expected, "{text}");
    }

    #[test]
    fn words_end_at_white_space() {
        check("", &[]);
        check("  a\tb\n c ", &["a", "b", "c"]);
    }

    #[test]
    fn quotes_keep_words_together() {
        check(
            r#"--health-cmd "redis-cli ping" -x"#,
            &["--health-cmd", "redis-cli ping", "-x"],
        );
        check(r"--a='b c'd ''", &["--a=b cd", ""]);
        check(r#""a\"b\\c\d" 'x\y' p\ q"#, &[r#"a"b\c\d"#, r"x\y", "p q"]);
        check("\"$A `b`\"", &["$A `b`"]);
    }

    proptest! {
        #[test]
        fn any_words_survive_quotes(words in prop::collection::vec(any::<String>(), 0..5)) {
            let single = |word: &String| format!("'{}'", word.replace('\'', r"'\''"));
            let text = words.iter().map(single).collect::<Vec<_>>().join(" ");
            prop_assert_eq!(split_words(&text).unwrap(), words);
        }

        #[test]
        fn any_text_is_read(text in any::<String>()) {
            if let Ok(words) = split_words(&text) {
                let _ = parse_options(&words);
            }
        }

        #[test]
        fn anything_like_options_is_read(text in "(-{1,2}[a-z]{1,12}[= ]?[a-z0-9:/.=,-]{0,9} ?){0,4}") {
            let _ = parse_options(&split_words(&text).unwrap());
        }
    }

    #[test]
    fn a_quote_must_end() {
        assert_eq!(split_words("a 'b").unwrap_err(), "the quote ' has no end");
    }
}
