//! The differential test: scripts of which the real Groovy 2.4 said what they do. `scripts/oracle.groovy` tells how.

use std::fs;
use std::path::Path;

use crate::support::run;

/// Cases of a file, each with the transcript that Groovy made of it.
struct Case {
    code: String,
    expected: String,
}

fn cases(source: &str, transcript: &str) -> Vec<Case> {
    let mut rest = transcript;
    let codes = source.split("\n\n").map(str::trim);
    let codes = codes.filter(|code| !code.is_empty());
    let mut cases = Vec::new();
    for code in codes {
        let head = code
            .lines()
            .fold(String::new(), |head, line| head + "> " + line + "\n");
        let at = rest
            .find(&head)
            .expect("run scripts/oracle.groovy: a case is new");
        let after = &rest[at + head.len()..];
        let end = after.find("\n\n> ").map_or(after.len(), |end| end + 1);
        cases.push(Case {
            code: code.to_owned(),
            expected: after[..end].to_owned(),
        });
        rest = &after[end..];
    }
    cases
}

fn transcript(code: &str) -> String {
    let ran = run(code);
    let mut text = ran.printed;
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    match ran.result {
        Ok(result) => text + "=> " + &result + "\n",
        Err(thrown) => text + "!! " + &thrown + "\n",
    }
}

/// Compares all cases of the file of this name.
fn check(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/oracle");
    let read = |ending: &str| {
        let file = folder.join(format!("{name}.{ending}"));
        fs::read_to_string(file).expect("a file of the oracle")
    };
    let cases = cases(&read("groovy"), &read("out"));
    let failures: Vec<String> = cases.iter().filter_map(difference).collect();
    assert!(failures.is_empty(), "{name}:\n{}", failures.join("\n"));
}

fn difference(Case { code, expected }: &Case) -> Option<String> {
    let actual = transcript(code);
    (actual != *expected).then(|| format!("{code}\n--- Groovy:\n{expected}--- ours:\n{actual}\n"))
}

macro_rules! files {
    ($($name:ident),* $(,)?) => {
        $(#[test]
        fn $name() {
            check(stringify!($name));
        })*

        #[test]
        fn every_file_is_named_here() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/oracle");
            for file in fs::read_dir(folder).unwrap() {
                let path = file.unwrap().path();
                let name = path.file_stem().unwrap().to_string_lossy().into_owned();
                assert!([$(stringify!($name)),*].contains(&&*name), "{name}");
            }
        }
    };
}

files! {
    a_array,
    a_calls,
    a_class,
    a_closure,
    a_idioms,
    a_java_util,
    a_language,
    a_list,
    a_list_change,
    a_map,
    a_range,
    a_scope,
    a_set,
    a_sort,
    a_text,
    a_usual,
    b_builders,
    b_classes,
    b_dates,
    b_exceptions,
    b_format,
    b_json,
    b_numbers,
    b_string_convert,
    b_string_lines,
    b_string_regex,
    b_string_slices,
    b_string_words,
    b_utilities,
    c_classes,
    c_methods,
    c_operators,
    c_statements,
    c_values,
}
