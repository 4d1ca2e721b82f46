//! The quotes, and how they are chosen.

/// One quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// `en`, `fr`, `de`.
    pub language: String,
    /// What was said.
    pub text: String,
    /// Who said it.
    pub author: String,
}

/// Reads lines of the form `language TAB text TAB author`.
pub fn parse(lines: &str) -> Result<Vec<Quote>, String> {
    let numbered = lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    numbered.map(|(at, line)| parse_line(line).ok_or(format!("line {}: {line:?}", at + 1))).collect()
}

fn parse_line(line: &str) -> Option<Quote> {
    let mut fields = line.split('\t').map(str::to_owned);
    let quote = Quote { language: fields.next()?, text: fields.next()?, author: fields.next()? };
    fields.next().is_none().then_some(quote)
}

/// The quote with this number in a language; the numbers go round.
pub fn pick<'a>(quotes: &'a [Quote], language: &str, number: usize) -> Option<&'a Quote> {
    let matching: Vec<&Quote> = quotes.iter().filter(|quote| quote.language == language).collect();
    if matching.is_empty() { None } else { Some(matching[number % matching.len()]) }
}

/// A quote as JSON.
pub fn to_json(quote: &Quote) -> String {
    let escape = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("{{\"text\":\"{}\",\"author\":\"{}\"}}", escape(&quote.text), escape(&quote.author))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_quotes() {
        let quotes = parse("en\tSay it.\tSomebody\n\n").unwrap();
        assert_eq!(quotes[0].author, "Somebody");
    }

    #[test]
    fn a_broken_line_is_named() {
        assert!(parse("en\tno author").unwrap_err().starts_with("line 1"));
    }

    #[test]
    fn numbers_go_round() {
        let quotes = parse("en\ta\tA\nfr\tb\tB\nen\tc\tC").unwrap();
        assert_eq!(pick(&quotes, "en", 3).unwrap().text, "c");
        assert_eq!(pick(&quotes, "it", 0), None);
    }

    #[test]
    fn json_is_escaped() {
        let quote = Quote { language: "en".into(), text: "say \"it\"".into(), author: "A".into() };
        assert_eq!(to_json(&quote), r#"{"text":"say \"it\"","author":"A"}"#);
    }

    #[test]
    fn the_shipped_quotes_are_well_formed() {
        assert!(parse(include_str!("../data/quotes.txt")).unwrap().len() >= 6);
    }
}
