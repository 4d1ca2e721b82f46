//! Shows diagnostics: `file:line:column: error[code]: text`, with the source line underlined.

use std::fmt::Write as _;

use maillon_model::{Diagnostic, Place, Severity};
use unicode_width::UnicodeWidthChar;

use crate::console::{Painter, Tone};

/// How far a tab in a source line reaches.
const TAB: usize = 4;
/// How many columns of a long source line are shown.
const WINDOW: usize = 100;

/// All of them as one text, those of a file in the order of its lines; empty for none.
pub(crate) fn render(diagnostics: &[Diagnostic], painter: Painter) -> String {
    let texts = in_order(diagnostics).into_iter();
    let texts: Vec<String> = texts.map(|diagnostic| one(diagnostic, painter)).collect();
    texts.join("\n")
}

/// Those without a place first, then file by file as they were met.
fn in_order(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut files: Vec<&str> = Vec::new();
    for place in diagnostics.iter().filter_map(|found| found.place.as_ref()) {
        if !files.contains(&&*place.file) {
            files.push(&place.file);
        }
    }
    let mut ordered: Vec<&Diagnostic> = diagnostics.iter().collect();
    ordered.sort_by_key(|found| {
        let place = found.place.as_ref()?;
        let file = files.iter().position(|file| *file == &*place.file);
        Some((file, place.line, place.column))
    });
    ordered
}

/// `2 errors, 1 warning`; None where nothing was found.
pub(crate) fn summary(diagnostics: &[Diagnostic]) -> Option<String> {
    let errors = diagnostics.iter().filter(|found| found.is_error()).count();
    let warnings = diagnostics.len() - errors;
    let parts = [counted(errors, "error"), counted(warnings, "warning")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn counted(count: usize, word: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{count} {word}s")),
    }
}

fn one(diagnostic: &Diagnostic, painter: Painter) -> String {
    let tone = tone(diagnostic.severity);
    let code = format_args!("{}[{}]", diagnostic.severity, diagnostic.code).to_string();
    let headline = format!("{}: {}\n", painter.paint(tone, code), diagnostic.message);
    let mut text = match &diagnostic.place {
        None => headline + &under(diagnostic, painter),
        Some(place) => {
            let breadcrumb = diagnostic.breadcrumb.as_deref().unwrap_or_default();
            position(place, painter) + &headline + &snippet(place, breadcrumb, tone, painter)
        }
    };
    for (place, what) in &diagnostic.related {
        let _ = writeln!(text, "  {}{what}", position(place, painter));
        text += &snippet(place, "", Tone::Active, painter);
    }
    if let Some(hint) = &diagnostic.hint {
        let _ = writeln!(text, "  {}: {hint}", painter.paint(Tone::Active, "hint"));
    }
    text
}

fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Warn,
    }
}

fn position(place: &Place, painter: Painter) -> String {
    painter.paint(Tone::Strong, format_args!("{place}:")) + " "
}

/// The breadcrumb of what has no place.
fn under(diagnostic: &Diagnostic, painter: Painter) -> String {
    match &diagnostic.breadcrumb {
        None => String::new(),
        Some(breadcrumb) => painter.paint(Tone::Dim, format_args!("  in {breadcrumb}")) + "\n",
    }
}

/// The source line, and under it carets and the breadcrumb.
fn snippet(place: &Place, breadcrumb: &str, tone: Tone, painter: Painter) -> String {
    let line = Line::of(place);
    let number = place.line.to_string();
    let gutter = painter.paint(Tone::Dim, format_args!("  {number} |"));
    let below = painter.paint(Tone::Dim, format_args!("  {:1$} |", "", number.len()));
    let carets = painter.paint(tone, "^".repeat(line.carets));
    let breadcrumb = match breadcrumb {
        "" => String::new(),
        breadcrumb => painter.paint(Tone::Dim, format_args!(" in {breadcrumb}")),
    };
    let indent = " ".repeat(line.indent);
    format!(
        "{gutter} {}\n{below} {indent}{carets}{breadcrumb}\n",
        line.shown
    )
}

/// A source line as it is shown, and where the carets stand below it, in columns of a terminal.
#[derive(Debug, PartialEq, Eq)]
struct Line {
    shown: String,
    indent: usize,
    carets: usize,
}

impl Line {
    fn of(place: &Place) -> Self {
        let column = usize::try_from(place.column).unwrap_or(1).max(1) - 1;
        let length = usize::try_from(place.length).unwrap_or(1).max(1);
        let letters: Vec<(String, usize)> = letters(&place.source);
        let widths = |part: &[(String, usize)]| part.iter().map(|(_, width)| width).sum::<usize>();
        let start = column.min(letters.len());
        let end = (start + length).min(letters.len());
        let first = first_shown(&letters, start, widths);
        let shown = letters.get(first..).unwrap_or_default();
        let ellipsis = if first > 0 { "…" } else { "" };
        Self {
            shown: ellipsis.to_owned() + &cut(shown),
            indent: ellipsis.chars().count()
                + widths(letters.get(first..start).unwrap_or_default()),
            carets: widths(letters.get(start..end).unwrap_or_default()).clamp(1, WINDOW),
        }
    }
}

/// The first letter that is shown: of a long line only what is around the place.
fn first_shown(
    letters: &[(String, usize)],
    start: usize,
    widths: impl Fn(&[(String, usize)]) -> usize,
) -> usize {
    let before = letters.get(..start).unwrap_or_default();
    if widths(before) <= WINDOW / 2 {
        return 0;
    }
    start.saturating_sub(WINDOW / 4)
}

/// As many letters as the window holds.
fn cut(letters: &[(String, usize)]) -> String {
    let mut width = 0;
    let mut shown = String::new();
    for (letter, letter_width) in letters {
        width += letter_width;
        if width > WINDOW {
            return shown.trim_end().to_owned() + "…";
        }
        shown += letter;
    }
    shown.trim_end().to_owned()
}

/// Each character as it is shown, with its width: tabs become spaces, controls a mark.
fn letters(source: &str) -> Vec<(String, usize)> {
    let mut column = 0;
    let mut letters = Vec::with_capacity(source.len());
    for character in source.chars() {
        let (shown, width) = match (character, character.width()) {
            ('\t', _) => {
                let width = TAB - column % TAB;
                (" ".repeat(width), width)
            }
            (_, None) => ("\u{fffd}".to_owned(), 1),
            (_, Some(width)) => (character.to_string(), width),
        };
        column += width;
        letters.push((shown, width));
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::Colors;

    fn place(source: &str, column: u32, length: u32) -> Place {
        Place {
            file: ".gitlab-ci.yml".into(),
            line: 12,
            column,
            length,
            source: source.into(),
        }
    }

    fn check(diagnostic: Diagnostic, expected: &str) {
        assert_eq!(render(&[diagnostic], Painter::PLAIN), expected);
    }

    #[test]
    fn the_place_is_underlined_and_the_hint_follows() {
        let diagnostic = Diagnostic::error("gitlab/unknown-stage", "there is no stage `biuld`")
            .at(place("  stage: biuld", 10, 5))
            .under("compile.stage")
            .hint("did you mean `build`?")
            .related(place("stages: [build]", 1, 6), "the stages are here");
        check(
            diagnostic,
            "\
.gitlab-ci.yml:12:10: error[gitlab/unknown-stage]: there is no stage `biuld`
  12 |   stage: biuld
     |          ^^^^^ in compile.stage
  .gitlab-ci.yml:12:1: the stages are here
  12 | stages: [build]
     | ^^^^^^
  hint: did you mean `build`?
",
        );
    }

    #[test]
    fn what_has_no_place_is_shown_without_one() {
        check(
            Diagnostic::warning("cli/var", "`X` is given twice").under("--var"),
            "warning[cli/var]: `X` is given twice\n  in --var\n",
        );
    }

    #[test]
    fn carets_stand_below_the_place_whatever_the_width_of_letters() {
        let line = |source, column, length| {
            let line = Line::of(&place(source, column, length));
            (line.shown, line.indent, line.carets)
        };
        assert_eq!(line("a: bc", 4, 2), ("a: bc".to_owned(), 3, 2));
        assert_eq!(line("日本: x", 1, 2), ("日本: x".to_owned(), 0, 4));
        assert_eq!(line("日本: x", 5, 1), ("日本: x".to_owned(), 6, 1));
        assert_eq!(line("\tx", 2, 1), ("    x".to_owned(), 4, 1));
        assert_eq!(line("a\x1b[31m", 1, 1), ("a\u{fffd}[31m".to_owned(), 0, 1));
    }

    #[test]
    fn a_place_beyond_its_line_is_shown_at_the_end() {
        let line = Line::of(&place("ab", 9, 9));
        assert_eq!((line.indent, line.carets), (2, 1));
        let line = Line::of(&place("", 0, 0));
        assert_eq!((line.indent, line.carets), (0, 1));
    }

    #[test]
    fn of_a_long_line_only_what_is_around_the_place_is_shown() {
        let source = "x".repeat(300) + "HERE" + &"y".repeat(300);
        let line = Line::of(&place(&source, 301, 4));
        assert!(line.shown.starts_with("…x") && line.shown.ends_with("y…"));
        assert_eq!(
            line.shown
                .chars()
                .skip(line.indent)
                .take(4)
                .collect::<String>(),
            "HERE"
        );
    }

    #[test]
    fn colours_are_put_around_the_parts() {
        let diagnostic = Diagnostic::error("a/b", "c").at(place("x", 1, 1));
        let text = render(&[diagnostic], Painter { colors: Colors::On });
        assert!(
            text.contains("\x1b[1m.gitlab-ci.yml:12:1:\x1b[0m \x1b["),
            "{text:?}"
        );
    }

    #[test]
    fn those_of_a_file_are_shown_in_the_order_of_its_lines() {
        let at = |file: &str, line| {
            let place = Place {
                file: file.into(),
                line,
                ..place("x", 1, 1)
            };
            Diagnostic::error("a/b", "c").at(place)
        };
        let found = [
            at("b", 9),
            at("a", 7),
            at("b", 2),
            Diagnostic::error("a/b", "c"),
        ];
        let places = in_order(&found)
            .into_iter()
            .map(|found| found.place.as_ref());
        let places: Vec<_> = places
            .map(|place| place.map(|place| (&*place.file, place.line)))
            .collect();
        assert_eq!(
            places,
            [None, Some(("b", 2)), Some(("b", 9)), Some(("a", 7))]
        );
    }

    #[test]
    fn a_summary_counts() {
        let error = || Diagnostic::error("a/b", "c");
        let warning = Diagnostic::warning("a/b", "c");
        assert_eq!(summary(&[]), None);
        assert_eq!(summary(&[error()]).as_deref(), Some("1 error"));
        let all = [error(), warning, error()];
        assert_eq!(summary(&all).as_deref(), Some("2 errors, 1 warning"));
    }
}
