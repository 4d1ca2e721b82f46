//! What YAML means.

use maillon_source::yaml::{self, Node, Schema, Value};
use maillon_source::{FileId, Files};

/// Reads a text and shows its documents on one line each, with the diagnostics behind them.
pub(crate) fn read(text: &str) -> String {
    read_as(Schema::Psych, text)
}

fn read_as(schema: Schema, text: &str) -> String {
    let mut files = Files::default();
    let file = files.add("f.yml", text);
    let parsed = yaml::parse_as(&mut files, file, schema);
    let documents = parsed.documents.iter().map(show);
    let diagnostics = parsed.diagnostics.iter().map(ToString::to_string);
    documents.chain(diagnostics).collect::<Vec<_>>().join("\n")
}

fn show(node: &Node) -> String {
    match &node.value {
        Value::String(text) => format!("{text:?}"),
        Value::Seq(items) => {
            format!(
                "[{}]",
                items.iter().map(show).collect::<Vec<_>>().join(", ")
            )
        }
        Value::Map(map) => {
            let entries = map
                .iter()
                .map(|(key, _, node)| format!("{key}: {}", show(node)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Tagged { tag, node } => format!("{tag} {}", show(node)),
        _ => node
            .scalar()
            .map_or("null".to_owned(), |text| text.to_string()),
    }
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(read(text), expected, "{text:?}");
}

#[test]
fn a_job() {
    check(
        "build:\n  stage: build\n  script:\n    - make\n    - make test\n  allow_failure: yes\n",
        r#"{build: {stage: "build", script: ["make", "make test"], allow_failure: true}}"#,
    );
}

#[test]
fn a_list_at_the_indentation_of_its_key() {
    check(
        "a:\n- b\n- c: d\n  e: f\ng: h",
        r#"{a: ["b", {c: "d", e: "f"}], g: "h"}"#,
    );
}

#[test]
fn nothing_is_null() {
    check(
        "a:\nb: ~\nc: null\nd: ''\ne:\n-\n-",
        r#"{a: null, b: null, c: null, d: "", e: [null, null]}"#,
    );
}

#[test]
fn an_empty_file_has_no_document() {
    check("", "");
    check("# only a comment\n\n", "");
    check("---\n", "null");
}

#[test]
fn several_documents() {
    check(
        "spec:\n  inputs: {}\n---\na: b\n",
        "{spec: {inputs: {}}}\n{a: \"b\"}",
    );
    check("a: b\n...\n---\nc: d", "{a: \"b\"}\n{c: \"d\"}");
    check("--- a\n--- |\n b\n---\n", "\"a\"\n\"b\\n\"\nnull");
}

#[test]
fn line_ends_and_byte_order_mark() {
    check(
        "\u{FEFF}a: b\r\nc:\r\n  - d\r\n  - |\r\n    e\r\n    f\r\n",
        r#"{a: "b", c: ["d", "e\nf\n"]}"#,
    );
    check("a: b\rc: d", r#"{a: "b", c: "d"}"#);
}

#[test]
fn plain_texts() {
    check(
        "a: b c # d\ne: f#g\nh: i:j\nk: -l\nm: ?n\no: :p",
        r#"{a: "b c", e: "f#g", h: "i:j", k: "-l", m: "?n", o: ":p"}"#,
    );
    check(
        "a: one\n  two\n\n  three\n   four\nb: c",
        r#"{a: "one two\nthree four", b: "c"}"#,
    );
    check("a:\tb\nc: d\t# e", r#"{a: "b", c: "d"}"#);
    check(
        "a: ${X}\nb: $[[ inputs.x ]]",
        r#"{a: "${X}", b: "$[[ inputs.x ]]"}"#,
    );
}

#[test]
fn quoted_texts() {
    check(
        r#"["a\tb\x41\u00e9\U0001F600\\\"\/", 'it''s', '\n', ""]"#,
        r#"["a\tbAé😀\\\"/", "it's", "\\n", ""]"#,
    );
    check("a: \"x\n  y\n\n  z \\\n  w\"", r#"{a: "x y\nz w"}"#);
    check("a: 'x\ny'\nb: c", r#"{a: "x y", b: "c"}"#);
    check("\"a b\": 'yes'", r#"{a b: "yes"}"#);
}

#[test]
fn block_texts() {
    check(
        "a: |\n  x\n   y\n\n  z\n\n\nb: >\n  x\n  y\n\n  z\n   w\n  v\n",
        r#"{a: "x\n y\n\nz\n", b: "x y\nz\n w\nv\n"}"#,
    );
    check(
        "a: |-\n  x\n\nb: |+\n  x\n\nc: >-\n  x\n  y",
        r#"{a: "x", b: "x\n\n", c: "x y"}"#,
    );
    check(
        "a: |2\n    x\n  y\nb: |1-\n   x\nc: >+2 # d\n    x",
        r#"{a: "  x\ny\n", b: "  x", c: "  x"}"#,
    );
    check(
        "- |\n  # no comment\n  a: b\n- c",
        r##"["# no comment\na: b\n", "c"]"##,
    );
    check("a: |\nb: c", r#"{a: "", b: "c"}"#);
}

#[test]
fn flow_collections() {
    check(
        "a: [b, 'c', {d: e, f}, [], {}]",
        r#"{a: ["b", "c", {d: "e", f: null}, [], {}]}"#,
    );
    check(r#"{"a":1,"b":[true,null]}"#, "{a: 1, b: [true, null]}");
    check(
        "a:\n  b: [\n  c,\n# comment\nd\n]\ne: f",
        r#"{a: {b: ["c", "d"]}, e: "f"}"#,
    );
    check("[a: b, c]", r#"[{a: "b"}, "c"]"#);
}

#[test]
fn keys_keep_their_text() {
    check(
        "true: a\n1: b\n0x10: c\n~: d\non: e\n'f g': h\n3.10: i",
        r#"{true: "a", 1: "b", 0x10: "c", ~: "d", on: "e", f g: "h", 3.10: "i"}"#,
    );
    check("? a\n: b\n? c\n", r#"{a: "b", c: null}"#);
    check(
        "test: [a, b]:\n  script: x",
        "f.yml:1:13: error[yaml/syntax]: a `:` that would make a mapping is not allowed here",
    );
    check(
        "\"test: [a, b]\":\n  script: x",
        r#"{test: [a, b]: {script: "x"}}"#,
    );
    check(
        "build [linux] / a:b:\n  - c",
        r#"{build [linux] / a:b: ["c"]}"#,
    );
}

#[test]
fn numbers_and_words() {
    check(
        "[80_000_000, 012345, 0x1f, 1.10, 1_000.5, .inf, yes, Off, y, 1:30, 2.0.1, '1']",
        r#"[80000000, 5349, 31, 1.1, 1000.5, Infinity, true, false, "y", 5400, "2.0.1", "1"]"#,
    );
}

#[test]
fn dates_are_texts_with_a_warning() {
    check(
        "a: 2024-01-31",
        "{a: \"2024-01-31\"}\nf.yml:1:4: warning[yaml/date]: `2024-01-31` is a date without quotes",
    );
}

#[test]
fn tags() {
    check(
        "- !reference [.a, script]\n- !!str 1\n- !!int 2\n- !x\n- !a b\n- !<tag:y> c\n- !!binary aGk=",
        r#"[!reference [".a", "script"], "1", 2, !x null, !a "b", tag:y "c", "hi"]"#,
    );
    check("%TAG !e! tag:e,\n---\n!e!f g", r#"tag:e,f "g""#);
}

#[test]
fn anchors() {
    check(
        "a: &x {b: &y c}\nd: *x\ne: [*y, *x]",
        r#"{a: {b: "c"}, d: {b: "c"}, e: ["c", {b: "c"}]}"#,
    );
    check("a: &x 1\nb: *x\nc: &x 2\nd: *x", "{a: 1, b: 1, c: 2, d: 2}");
    check(
        "&k a: *k\n*k : b",
        "{a: \"b\"}\nf.yml:2:1: warning[yaml/duplicate-key]: `a` stands twice in one mapping; the last one wins",
    );
    check("a: &x\nb: *x", "{a: null, b: null}");
}

#[test]
fn anchors_end_with_their_document() {
    check(
        "a: &x 1\n---\nb: *x",
        "{a: 1}\n{b: null}\nf.yml:3:4: error[yaml/undefined-anchor]: there is no anchor `&x` before this alias",
    );
}

#[test]
fn merges() {
    let anchors = "x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\n";
    let check = |text: &str, expected: &str| {
        let all = read(&format!("{anchors}z:\n{text}"));
        assert_eq!(
            all.split_once("z: ").unwrap().1,
            format!("{expected}}}"),
            "{text}"
        );
    };
    check("  <<: *x\n  b: 3", "{a: 1, b: 3}");
    check("  <<: [*x, *y]", "{b: 1, c: 2, a: 1}");
    check("  <<: *x\n  <<: *y\n  d: 3", "{a: 1, b: 2, c: 2, d: 3}");
    check("  <<: {e: 5}", "{e: 5}");
    // Ruby merges where `<<` stands: what stands before it loses.
    check("  b: 3\n  <<: *x", "{b: 1, a: 1}");
}

#[test]
fn a_merge_of_something_else_is_an_error() {
    let message = |text| read(text).lines().last().unwrap().to_owned();
    assert_eq!(
        message("a:\n  <<: b"),
        "f.yml:2:3: error[yaml/merge]: `<<` needs a mapping, and this is a text"
    );
    assert_eq!(
        message("a:\n  <<:"),
        "f.yml:2:3: error[yaml/merge]: `<<` needs a mapping, and this is nothing"
    );
}

#[test]
fn of_duplicate_keys_the_last_wins() {
    check(
        "a: 1\nb: 2\na: 3",
        "{a: 3, b: 2}\nf.yml:3:1: warning[yaml/duplicate-key]: `a` stands twice in one mapping; the last one wins",
    );
    check(
        "a: &x 1\na: 2\nb: *x",
        "{a: 2, b: 1}\nf.yml:2:1: warning[yaml/duplicate-key]: `a` stands twice in one mapping; the last one wins",
    );
}

#[test]
fn a_duplicate_key_names_both_places() {
    let mut files = Files::default();
    let file = files.add("f.yml", "a: 1\na: 2\n");
    let parsed = yaml::parse(&mut files, file);
    let (place, what) = &parsed.diagnostics[0].related[0];
    assert_eq!(
        (place.to_string().as_str(), what.as_str()),
        ("f.yml:1:1", "this one is ignored")
    );
}

/// Line, column and length of the value behind a path of keys.
fn place(text: &str, path: &[&str]) -> (u32, u32, u32) {
    let mut files = Files::default();
    let file: FileId = files.add("f.yml", text);
    let parsed = yaml::parse(&mut files, file);
    let mut node = &parsed.documents[0];
    for key in path {
        node = match node.as_seq() {
            Some(items) => &items[key.parse::<usize>().unwrap()],
            None => node.as_map().unwrap().get(key).unwrap(),
        };
    }
    (node.span.line, node.span.column, node.span.length)
}

#[test]
fn places() {
    let text = "é: 'x y'  # c\nb:\n  - one two\n  - \"three\n    four\"\n  - {c: d}\n  - |\n    e\n  - &a !x f\n";
    assert_eq!(place(text, &["é"]), (1, 4, 5));
    assert_eq!(place(text, &["b"]), (3, 3, 1));
    assert_eq!(place(text, &["b", "0"]), (3, 5, 7));
    assert_eq!(place(text, &["b", "1"]), (4, 5, 6));
    assert_eq!(place(text, &["b", "2", "c"]), (6, 9, 1));
    assert_eq!(place(text, &["b", "3"]), (7, 5, 1));
    assert_eq!(place(text, &["b", "4"]), (9, 5, 1));
}

#[test]
fn the_core_schema_has_no_merge_keys_and_no_second_key() {
    let read = |text| read_as(Schema::Core, text);
    assert_eq!(
        read("on: push\nyes: 0x10\nday: 2024-01-31"),
        r#"{on: "push", yes: 16, day: "2024-01-31"}"#
    );
    assert_eq!(read("a: &x {b: 1}\nc: *x"), "{a: {b: 1}, c: {b: 1}}");
    assert_eq!(
        read("a: &x {b: 1}\nc: {<<: *x}"),
        "{a: {b: 1}, c: {}}\nf.yml:2:5: error[yaml/merge]: merge keys (`<<`) are not part of this language"
    );
    assert_eq!(
        read("a: 1\na: 2"),
        "{a: 2}\nf.yml:2:1: error[yaml/duplicate-key]: `a` stands twice in one mapping"
    );
}
