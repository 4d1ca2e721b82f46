mod random;

use maillon_groovy::Code;

use super::check;

/// What is wrong with a file: `line:column code message`.
fn found(text: &str) -> Vec<String> {
    let parsed = maillon_groovy::parse(&Code::new("Jenkinsfile", text));
    let syntax = parsed
        .errors
        .iter()
        .map(|error| format!("syntax: {}", error.message));
    let syntax: Vec<String> = syntax.collect();
    if !syntax.is_empty() {
        return syntax;
    }
    let checked = check(&parsed.script, &[], &[]);
    let found = checked.diagnostics.iter();
    found
        .map(|found| {
            let place = found.place.as_ref().unwrap();
            format!(
                "{}:{} {} {}",
                place.line, place.column, found.code, found.message
            )
        })
        .collect()
}

#[test]
fn an_empty_pipeline_lacks_agent_and_stages() {
    assert_eq!(
        found("pipeline {\n}\n"),
        [
            "1:10 jenkins/missing-section Missing required section \"stages\"",
            "1:10 jenkins/missing-section Missing required section \"agent\"",
        ]
    );
}

#[test]
fn a_whole_one_is_right() {
    let text = include_str!("tests/whole.groovy");
    assert_eq!(found(text), Vec::<String>::new());
}
