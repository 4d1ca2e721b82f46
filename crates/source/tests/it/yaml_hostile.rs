//! Whatever the text: no panic, no hang, bounded memory.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use maillon_source::Files;
use maillon_source::yaml::{self, Limits, Parsed};
use proptest::prelude::*;

fn parse(text: &str) -> Parsed {
    let mut files = Files::default();
    let file = files.add("f.yml", text);
    yaml::parse(&mut files, file)
}

fn first_error(text: &str) -> String {
    let parsed = parse(text);
    parsed
        .diagnostics
        .first()
        .map(ToString::to_string)
        .unwrap_or_default()
}

#[test]
fn too_deep() {
    let error = "error[yaml/limit]: more than 100 levels of nesting";
    assert_eq!(
        first_error(&"[".repeat(100_000)),
        format!("f.yml:1:101: {error}")
    );
    assert_eq!(
        first_error(&"- ".repeat(100_000)),
        format!("f.yml:1:201: {error}")
    );
    assert_eq!(
        first_error(&"[\n".repeat(100_000)),
        format!("f.yml:101:1: {error}")
    );
    assert!(first_error(&"{a: ".repeat(1000)).contains("levels"));
}

#[test]
fn a_billion_laughs() {
    let line = |level: usize| match level {
        0 => "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned(),
        _ => format!(
            "a{level}: &a{level} [{}]\n",
            vec![format!("*a{}", level - 1); 10].join(", ")
        ),
    };
    let text: String = (0..12).map(line).collect();
    assert_eq!(
        first_error(&text),
        "f.yml:7:45: error[yaml/limit]: more than 10000000 values, with aliases replaced"
    );
}

#[test]
fn limits_are_the_callers() {
    let mut files = Files::default();
    let file = files.add("f.yml", "[a, b, c]");
    let limits = Limits {
        nodes: 3,
        ..Limits::default()
    };
    assert_eq!(
        yaml::parse_within(&mut files, file, limits).diagnostics[0].code,
        "yaml/limit"
    );
    let limits = Limits {
        bytes: 3,
        ..Limits::default()
    };
    assert_eq!(
        yaml::parse_within(&mut files, file, limits).diagnostics[0].code,
        "yaml/limit"
    );
}

#[test]
fn an_alias_within_its_own_anchor_is_undefined() {
    assert!(first_error("a: &a [*a]").contains("no anchor `&a`"));
}

/// Each of these is slow in a reader that looks too far ahead or counts columns from the line's
/// beginning.
#[test]
fn long_inputs_are_read_in_linear_time() {
    let started = Instant::now();
    let many = 100_000;
    for text in [
        format!("[{}]", "é, ".repeat(many)),
        format!("{{{}}}", "a: b, ".repeat(many)),
        format!("a: '{}'", "x y ''".repeat(many)),
        "a:\n".repeat(many),
        "- a: b\n  c: [d, 'e']\n".repeat(many / 10),
        format!("a: {}", "x\n  ".repeat(many)),
        format!("a: |\n{}", "  x\n\n".repeat(many)),
        "\n".repeat(many * 10),
        format!("a: {}", "[".repeat(90) + &"]".repeat(90)),
    ] {
        parse(&text);
    }
    assert!(
        started.elapsed() < Duration::from_secs(20),
        "{:?}",
        started.elapsed()
    );
}

/// Real files, where the folder with them is there.
#[test]
fn the_corpus_is_read_without_an_error() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance/corpus");
    let corpus = [corpus.join("gitlab"), corpus.join("github")];
    let entries = corpus
        .iter()
        .filter_map(|dir| fs::read_dir(dir).ok())
        .flatten();
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        let parsed = parse(&text);
        let errors: Vec<_> = parsed.diagnostics.iter().filter(|d| d.is_error()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", path.display());
    }
}

/// Pieces of which texts like YAML are made.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "a",
        "b: ",
        "c:",
        " ",
        "  ",
        "\n",
        "\n  ",
        "\n    ",
        "\t",
        "- ",
        ": ",
        ":",
        "#",
        " #",
        "[",
        "]",
        "{",
        "}",
        ",",
        ", ",
        "\"",
        "'",
        "|",
        ">",
        "|\n",
        ">-\n",
        "|+2\n",
        "&a ",
        "*a",
        "!x ",
        "!!str ",
        "<<: ",
        "? ",
        "---\n",
        "...\n",
        "%TAG ! x\n",
        "\\",
        "\\\n",
        "%",
        "@",
        "\r\n",
        "\r",
        "~",
        "é",
        "\u{2028}",
        "\u{FEFF}",
        "1",
        "0x",
        "1:30",
        "''",
        "\u{0}",
        "-",
    ];
    proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes(bytes: Vec<u8>) {
        let mut files = Files::default();
        if let Ok(file) = files.decode("f.yml", &bytes) {
            yaml::parse(&mut files, file);
        }
    }

    #[test]
    fn anything_like_yaml(pieces in proptest::collection::vec(piece(), 0..60)) {
        let text = pieces.concat();
        let mut files = Files::default();
        let file = files.add("f.yml", text.as_str());
        let parsed = yaml::parse(&mut files, file);
        for diagnostic in &parsed.diagnostics {
            let place = diagnostic.place.as_ref().unwrap();
            let lines = text.split(['\n', '\r']).count() + 1;
            prop_assert!(place.line >= 1 && place.line as usize <= lines);
            let width = place.source.chars().count() + 1;
            prop_assert!(place.column >= 1 && place.column as usize <= width, "{diagnostic} of {text:?}");
        }
    }
}
