use super::check;
use crate::expression::parser::parse;
use crate::expression::{Key, Template, unavailable};

#[test]
fn what_is_wrong() {
    check(
        r#"
        github.b@r => ! `b@r` is not understood
        github.1 => ! `1` is not expected here
        fromjson('').1 => ! `1` is not expected here
        list[1].2 => ! `2` is not expected here
        "double" => ! `"double"` is not understood
        'open => ! the text is not closed
        (1 => ! the expression ends too early
        1) => ! `)` is not expected here
        () => ! `)` is not expected here
        1 + 1 => ! `+` is not understood
        2 * 3 => ! `*` is not expected here
        1 2 => ! `2` is not expected here
        a b => ! `b` is not expected here
        true and false => ! `and` is not expected here
        github.ref = 'x' => ! `=` is not understood
        github.ref === 'x' => ! `=` is not understood
        a & b => ! `&` is not understood
        a == => ! the expression ends too early
        == a => ! `==` is not expected here
        ! => ! the expression ends too early
        github. => ! the expression ends too early
        github..ref => ! `.` is not expected here
        'abc'.x => ! `.` is not expected here
        'abc'[0] => ! `[` is not expected here
        1-2 => ! `1-2` is not understood
        list[] => ! `]` is not expected here
        list[0 => ! the expression ends too early
        join(list,) => ! `)` is not expected here
        join(list => ! the expression ends too early
        join() => ! `join` takes 1 to 2 arguments, not 0
        join(1, 2, 3) => ! `join` takes 1 to 2 arguments, not 3
        toJSON() => ! `toJSON` takes 1 argument, not 0
        contains('a') => ! `contains` takes 2 arguments, not 1
        fromYAML('x') => ! `fromYAML` is no function
        $HOME => ! `$HOME` is not understood
        "#,
    );
}

#[track_caller]
fn place(text: &str, expected: &str) {
    let error = Template::parse(text).expect_err("an error");
    let end = (error.offset + error.length).min(text.len());
    let place = text.get(error.offset..end);
    assert_eq!(place, Some(expected), "{error:?}");
}

#[test]
fn errors_underline_the_part() {
    place("echo ${{ github.b@r }}", "b@r");
    place("a ${{ 1 }} ${{ fromYaml('x') }}", "fromYaml");
    place("${{ format() }}", "format()");
    place("é ${{ 'x }}", "${{ 'x }}");
    place("x ${{ github.ref", "${{ github.ref");
    place("${{ }}", " ");
    place("a\n${{ a.b.\n }}", ".");
}

#[test]
fn hints() {
    let hint = |text| {
        let error = parse(text, 0).expect_err("an error");
        error.hint.unwrap_or_default()
    };
    assert_eq!(hint("\"a\""), "texts stand in single quotes: 'text'");
    assert_eq!(hint("a = b"), "`==` compares");
    assert_eq!(hint("fromJSN('')"), "did you mean `fromJSON`?");
    assert_eq!(hint("a or b"), "write `||`");
}

#[test]
fn limits() {
    let deep = format!("{}1{}", "(".repeat(60), ")".repeat(60));
    assert!(parse(&deep, 0).is_err());
    assert!(parse(&format!("{}a", "!".repeat(60)), 0).is_err());
    assert!(parse(&format!("a{}", ".b".repeat(60)), 0).is_err());
    assert!(parse(&format!("a{}", ".b".repeat(40)), 0).is_ok());
    assert!(parse(&vec!["a"; 500].join(" && "), 0).is_ok());
    assert!(parse(&format!("'{}'", "a".repeat(30_000)), 0).is_err());
    assert!(Template::parse(&"a".repeat(30_000)).is_ok());
    assert!(Template::parse(&format!("{}${{{{ 1 }}}}", "a".repeat(30_000))).is_err());
}

#[track_caller]
fn available(key: Key, text: &str, expected: &[(&str, &str)]) {
    let uses = Template::parse(text).expect("an expression").uses();
    let errors = unavailable(key, &uses);
    let shown: Vec<(&str, &str)> = errors
        .iter()
        .map(|error| {
            (
                error.message.as_str(),
                error.hint.as_deref().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(shown, expected);
    for error in &errors {
        let part = text.get(error.offset..error.offset + error.length);
        assert!(
            error.message.contains(part.unwrap_or("nothing")),
            "{error:?}"
        );
    }
}

#[test]
fn availability() {
    const JOB_IF: &str = "available here: github, needs, vars, inputs";
    available(Key::StepRun, "${{ secrets.A }} ${{ hashFiles('x') }}", &[]);
    available(Key::JobIf, "${{ success() && github.ref }}", &[]);
    available(Key::StepIf, "${{ hashFiles('x') != '' && failure() }}", &[]);
    available(Key::JobContainerImage, "${{ matrix.image }}", &[]);
    available(
        Key::JobIf,
        "${{ secrets.A }} ${{ matrix.os }}",
        &[
            ("`secrets` is not available here", JOB_IF),
            ("`matrix` is not available here", JOB_IF),
        ],
    );
    available(
        Key::StepRun,
        "${{ githbu.ref }}",
        &[("`githbu` is no context", "did you mean `github`?")],
    );
    available(
        Key::JobName,
        "${{ hashFiles('x') }}",
        &[(
            "`hashFiles` is not available here",
            "only steps have files to hash",
        )],
    );
    available(
        Key::StepRun,
        "${{ always() }}",
        &[(
            "`always` is not available here",
            "status functions stand in `if` only",
        )],
    );
    available(
        Key::ActionStep,
        "${{ secrets.A }}",
        &[(
            "`secrets` is not available here",
            "give the action an input for it; available here: github, inputs, strategy, matrix, \
             steps, job, runner, env",
        )],
    );
}
