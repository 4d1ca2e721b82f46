//! What a person learns about a broken file.

use maillon_source::Files;
use maillon_source::yaml;

/// The first error: line, column, message and hint.
#[track_caller]
fn check(text: &str, place: &str, message: &str, hint: &str) {
    let mut files = Files::default();
    let file = files.add("f", text);
    let parsed = yaml::parse(&mut files, file);
    let error = parsed
        .diagnostics
        .iter()
        .find(|diagnostic| diagnostic.is_error());
    let error = error.unwrap_or_else(|| panic!("no error in {text:?}"));
    let at = error.place.as_ref().unwrap();
    let found = (
        format!("{}:{}", at.line, at.column),
        &*error.message,
        error.hint.as_deref(),
    );
    assert_eq!(found, (place.to_owned(), message, Some(hint)), "{text:?}");
}

#[test]
fn tabs() {
    let message = "a tab stands where only spaces may indent";
    check("a:\n\tb: c", "2:1", message, "replace the tab by spaces");
    check("a: |\n\tb", "2:1", message, "replace the tab by spaces");
    check("a: b\n\tc", "2:1", message, "replace the tab by spaces");
    check(
        "a:\n  - b\n\t- c",
        "3:1",
        message,
        "replace the tab by spaces",
    );
}

#[test]
fn a_colon_within_a_text() {
    check(
        "job:\n  script:\n    - echo \"a: b\" c: d",
        "3:20",
        "a `:` that would make a mapping is not allowed here",
        "quote the value: a text with `: ` in it needs quotes",
    );
    check(
        "a: b\n c: d",
        "2:3",
        "a `:` that would make a mapping is not allowed here",
        "check the indentation: this line goes on with the value above it",
    );
}

#[test]
fn quotes() {
    check(
        "a: 'b\nc: d\n",
        "1:4",
        "this quote is never closed",
        "close the quote",
    );
    check(
        "a: \"b\n---\nc: d\n",
        "2:1",
        "a text in quotes is cut by the marker of a new document",
        "close the quote",
    );
    check(
        "a: \"b\" c",
        "1:8",
        "a key of the mapping should stand here",
        "quote the whole value, not only its beginning",
    );
    check(
        r#"a: "\d+""#,
        "1:5",
        "`\\d` is no escape sequence",
        "write `\\\\` for a backslash, or use single quotes, where it is nothing special",
    );
}

#[test]
fn indentation() {
    check(
        "a:\n    b: c\n  d: e",
        "3:3",
        "a key of the mapping should stand here",
        "check the indentation of this line",
    );
    check(
        "a:\n  - b\n - c",
        "3:2",
        "a key of the mapping should stand here",
        "check the indentation of this item",
    );
    check(
        "- a\nb: c",
        "2:1",
        "an item of the list should stand here",
        "begin the item with `- ` at the list's own indentation, or check the indentation",
    );
    check(
        "a: - b",
        "1:4",
        "a list can't begin here",
        "begin the list on a line of its own, with `- `",
    );
}

#[test]
fn a_line_without_colon() {
    check(
        "a: b\nc\nd: e",
        "2:1",
        "this line is neither a key with a `:` nor part of a value",
        "add the `:`, or check the indentation of this line",
    );
}

#[test]
fn brackets() {
    let list = "close the list, or quote the value with the comma or bracket";
    check(
        "a: [b, c\nd: e\n",
        "2:2",
        "the list in brackets needs a `,` or `]` here",
        list,
    );
    check(
        "a: [b",
        "1:6",
        "the list in brackets needs a `,` or `]` here",
        list,
    );
    let mapping = "close the mapping, or quote a value that begins with `{`";
    check(
        "a: {b: c",
        "1:9",
        "the mapping in braces needs a `,` or `}` here",
        mapping,
    );
    check(
        "a: {b} c",
        "1:8",
        "a key of the mapping should stand here",
        "check what stands before it: quotes, brackets, indentation",
    );
    check(
        "a: ]",
        "1:4",
        "a value should stand here",
        "quote the value if it should be a text",
    );
}

#[test]
fn characters_that_cannot_begin_a_value() {
    check(
        "a: @b",
        "1:4",
        "a value can't begin with `@`",
        "quote the value",
    );
    check(
        "a: `b`",
        "1:4",
        "a value can't begin with ```",
        "quote the value",
    );
    check(
        "a: %b",
        "1:4",
        "a value can't begin with `%`",
        "quote the value: '%...'",
    );
    check(
        "a: *.txt",
        "1:4",
        "an alias's name consists of letters, digits, `-` and `_`",
        "quote a value that begins with `*`",
    );
}

#[test]
fn anchors() {
    check(
        "a: *b",
        "1:4",
        "there is no anchor `&b` before this alias",
        "anchors (`&name`) must stand before their aliases, in the same file",
    );
    check(
        "a: &x 1\nb: *y",
        "2:4",
        "there is no anchor `&y` before this alias",
        "anchors before this line: x",
    );
}

#[test]
fn documents() {
    check(
        "a: b\n...\nc: d",
        "3:1",
        "the document is complete, but something follows",
        "check the indentation, or begin a new document with `---`",
    );
}

#[test]
fn control_characters() {
    check(
        "a: \u{1b}[0m",
        "1:4",
        "control characters are not allowed",
        "remove it, or write it as an escape sequence in double quotes: \"\\x1b\"",
    );
}

#[test]
fn documents_before_an_error_are_there() {
    let mut files = Files::default();
    let file = files.add("f", "a: b\n---\nc: [\n");
    let parsed = yaml::parse(&mut files, file);
    assert_eq!((parsed.documents.len(), parsed.diagnostics.len()), (1, 1));
}
