use maillon_model::event::{Annotation, AnnotationLevel};
use serde_json::{Value as Json, json};

use crate::body::StepEvent;
use crate::body::testing::{Case, Ran, steps};

/// A job of one step that prints these lines.
fn printing(lines: &str) -> Case {
    steps(json!([{"run": "cat lines", "id": "one"}, {"run": "echo end"}])).file("lines", lines)
}

/// What becomes of lines that a step prints.
async fn check(lines: &str, expected: &str) {
    let expected = format!("{expected}end\n");
    printing(lines).run().await.succeeded(&expected);
}

fn annotations(ran: &Ran) -> Vec<Annotation> {
    let told = ran.told.iter();
    told.filter_map(|event| match event {
        StepEvent::Annotated(annotation) => Some(annotation.clone()),
        _ => None,
    })
    .collect()
}

#[tokio::test]
async fn lines_that_are_no_commands_are_shown() {
    for lines in [
        "a\n",
        "a::b::c\n",
        "::unknown::x\n",
        "std::vec\n",
        "##[section]x\n",
        "\u{1b}[32mx\u{1b}[0m::\n",
    ] {
        let shown = lines.replace("\u{1b}[32m", "").replace("\u{1b}[0m", "");
        check(lines, &shown).await;
    }
    check("no line end", "no line end\n").await;
    check("", "").await;
}

#[tokio::test]
async fn messages() {
    check("::error::bad\n", "Error: bad\n").await;
    check("  ::warning file=a::odd%0Atwo\n", "Warning: odd\ntwo\n").await;
    check("::NOTICE::x\r\n", "Notice: x\n").await;
    check("::debug::hidden\n", "").await;
    check("x ##[error]y\n", "Error: y\n").await;
    check("::endgroup::\n", "").await;
    let group = printing("::group::Title\n").run().await;
    assert!(group.log.contains("\u{1b}[1mTitle\u{1b}[0m\n"));
}

#[tokio::test]
async fn debug_messages_are_shown_on_demand() {
    let case = printing("::debug::seen\n").secret("ACTIONS_STEP_DEBUG", "true");
    case.run().await.succeeded("Debug: seen\nend\n");
    let mut case = printing("::debug::seen\n");
    case.environment.push(("RUNNER_DEBUG", "1"));
    case.run().await.succeeded("Debug: seen\nend\n");
}

#[tokio::test]
async fn annotations_have_their_place() {
    let case = printing(
        "::error file=src/a.rs,line=3,endLine=5,col=2,title=T::m\n\
         ::notice file=x,line=7,endColumn=9::n\n\
         ::warning col=4::w\n",
    );
    let blank = Annotation {
        level: AnnotationLevel::Error,
        message: "m".to_owned(),
        title: Some("T".to_owned()),
        file: Some("src/a.rs".to_owned()),
        line: Some(3),
        end_line: Some(5),
        column: None,
        end_column: None,
    };
    let notice = Annotation {
        level: AnnotationLevel::Notice,
        message: "n".to_owned(),
        title: None,
        file: Some("x".to_owned()),
        line: Some(7),
        end_line: None,
        column: Some(9),
        end_column: Some(9),
    };
    let warning = Annotation {
        level: AnnotationLevel::Warning,
        message: "w".to_owned(),
        file: None,
        line: None,
        column: None,
        end_column: None,
        ..notice.clone()
    };
    assert_eq!(annotations(&case.run().await), [blank, notice, warning]);
}

#[tokio::test]
async fn masks() {
    let ran = printing("::add-mask::one%0A two \n::add-mask::\n")
        .run()
        .await;
    assert_eq!(ran.masks, ["one\n two ", "one", "two"]);
    ran.succeeded(
        "Warning: Can't add secret mask for empty string in ##[add-mask] command.\nend\n",
    );
}

#[tokio::test]
async fn commands_can_be_stopped() {
    check(
        "::stop-commands::tok\n::error::x\n::other::\n::tok::\n::error::y\n",
        "::stop-commands::tok\n::error::x\n::other::\n::tok::\nError: y\n",
    )
    .await;
}

#[tokio::test]
async fn commands_can_be_shown() {
    check(
        "::echo::on\n::set-output name=a::1\n::error::e\n::echo::off\n::set-output name=a::2\n",
        "::set-output name=a::1\nError: e\n::echo::off\n",
    )
    .await;
}

#[tokio::test]
async fn what_a_step_says_about_commands_holds_for_that_step() {
    let case = steps(json!([
        {"run": "echo ::echo::on; echo ::stop-commands::tok; echo ::error::no"},
        {"run": "echo ::set-output name=a::1; echo ::notice::yes"},
    ]));
    case.run()
        .await
        .succeeded("::stop-commands::tok\n::error::no\nNotice: yes\n");
}

#[tokio::test]
async fn a_steps_name_sees_its_own_env() {
    let case = steps(json!([{"name": "Use ${{ env.A }}", "run": ":", "env": {"A": "b"}}]));
    assert_eq!(case.run().await.steps(), ["Use b: success"]);
}

#[tokio::test]
async fn a_steps_name_ends_at_any_line_end() {
    let case = steps(json!([{"run": "\r\n echo ${{ github.nope }}a\rb\r\nc"}]));
    let steps = case.run().await.steps();
    assert!(steps[0].starts_with("Run echo a: "), "{steps:?}");
}

async fn check_step(script: &str, then: &str, env: Json, expected: &str) {
    let case = steps(json!([
        {"run": script, "id": "one", "env": env, "continue-on-error": "true"},
        {"run": then},
    ]));
    case.run().await.succeeded(expected);
}

#[tokio::test]
async fn older_commands() {
    let output = "echo '::set-output name=x::a%0Ab'";
    check_step(
        output,
        "echo '${{ steps.one.outputs.x }}'",
        json!({}),
        "a\nb\n",
    )
    .await;
    let unsecure = json!({"ACTIONS_ALLOW_UNSECURE_COMMANDS": "true"});
    check_step(
        "echo '::set-env name=X::1'",
        "echo $X",
        unsecure.clone(),
        "1\n",
    )
    .await;
    check_step(
        "echo '::add-path::/new'",
        "echo ${PATH%%:*}",
        unsecure.clone(),
        "/new\n",
    )
    .await;
    check_step(
        "echo '::set-env name=NODE_OPTIONS::1'",
        "echo ${{ steps.one.outcome }}",
        unsecure,
        "Error: Unable to process command '::set-env name=NODE_OPTIONS::1' successfully.\n\
         Error: Can't update NODE_OPTIONS environment variable using ::set-env:: command.\nfailure\n",
    )
    .await;
}

#[tokio::test]
async fn commands_in_a_wrong_form_fail_the_step() {
    let disabled = "command is disabled. Please upgrade to using Environment Files or opt into unsecure command \
                    execution by setting the `ACTIONS_ALLOW_UNSECURE_COMMANDS` environment variable to `true`.";
    for (line, why) in [
        ("::set-env name=X::1", format!("The `set-env` {disabled}")),
        ("::add-path::/new", format!("The `add-path` {disabled}")),
        ("::set-output::1", "Required field 'name' is missing in ##[set-output] command.".to_owned()),
        ("::echo::maybe", "Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: 'maybe'.".to_owned()),
        ("::add-matcher::none.json", "none.json: No such file or directory (os error 2)".to_owned()),
    ] {
        let said = format!("Error: Unable to process command '{line}' successfully.\nError: {why}\nfailure\n");
        let script = format!("echo '{line}'");
        check_step(&script, "echo ${{ steps.one.outcome }}", json!({}), &said).await;
    }
}

#[tokio::test]
async fn problem_matchers() {
    let matcher = r#"{"problemMatcher": [{"owner": "cc", "pattern": [
        {"regexp": "^(.+):(\\d+): (warning|error): (.+)$", "file": 1, "line": 2, "severity": 3, "message": 4}]}]}"#;
    let case = printing(
        "::add-matcher::cc.json\na.c:3: \u{1b}[31merror: no\u{1b}[0m\ngone.c:4: warning: hm\n\
         ::remove-matcher owner=CC::\na.c:5: error: unseen\n",
    )
    .file("cc.json", matcher)
    .file("a.c", "");
    let ran = case.run().await;
    ran.succeeded("a.c:3: error: no\ngone.c:4: warning: hm\na.c:5: error: unseen\nend\n");
    let found: Vec<_> = annotations(&ran)
        .into_iter()
        .map(|a| (a.level, a.message, a.file, a.line))
        .collect();
    let expected = [
        (
            AnnotationLevel::Error,
            "no".to_owned(),
            Some("a.c".to_owned()),
            Some(3),
        ),
        (AnnotationLevel::Warning, "hm".to_owned(), None, Some(4)),
    ];
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_matcher_that_can_not_run_is_named() {
    let matcher =
        r#"{"problemMatcher": [{"owner": "x", "pattern": [{"regexp": "a(?!b)", "message": 0}]}]}"#;
    let ran = printing("::add-matcher::m.json\n")
        .file("m.json", matcher)
        .run()
        .await;
    let said = ran.said();
    assert!(
        said.starts_with("Warning: The problem matcher 'x' of m.json is ignored: "),
        "{said}"
    );
}

#[tokio::test]
async fn many_lines_come_through_in_order() {
    let case = steps(json!([{"run": "seq 1 20000; echo '::notice::half'; seq 1 20000"}]));
    let ran = case.run().await;
    let numbers: Vec<String> = (1..=20000).map(|number| number.to_string()).collect();
    let numbers = numbers.join("\n");
    ran.succeeded(&format!("{numbers}\nNotice: half\n{numbers}\n"));
}
