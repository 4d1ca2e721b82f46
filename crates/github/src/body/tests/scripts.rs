use maillon_model::Outcome;
use maillon_sandbox::FakeExecutor;
use maillon_sandbox::fake::{Call, ExecRule, FakeScript, Piece};
use serde_json::{Value as Json, json};

use crate::body::testing::{Case, job, steps};

async fn check(step: Json, expected: &str) {
    steps(json!([step])).run().await.succeeded(expected);
}

#[tokio::test]
async fn without_a_shell_bash_stops_at_the_first_error_but_not_in_a_pipe() {
    check(json!({"run": "false | true; echo ${BASH_VERSION:+bash}; shopt -qo pipefail || echo no pipefail"}), "bash\nno pipefail\n").await;
    let ran = steps(json!([{"run": "false\necho no"}])).run().await;
    ran.failed(
        "Run false: exit code 1",
        "Error: Process completed with exit code 1.\n",
    );
}

#[tokio::test]
async fn bash_by_name_has_pipefail() {
    let ran = steps(json!([{"run": "false | true\necho no", "shell": "bash"}]))
        .run()
        .await;
    ran.failed(
        "Run false | true: exit code 1",
        "Error: Process completed with exit code 1.\n",
    );
}

#[tokio::test]
async fn other_shells() {
    check(
        json!({"run": "echo ${BASH_VERSION:-none}", "shell": "sh"}),
        "none\n",
    )
    .await;
    check(
        json!({"run": "import sys\nprint('py', sys.argv[0][-3:])", "shell": "python"}),
        "py .py\n",
    )
    .await;
    check(
        json!({"run": "print \"perl\\n\"", "shell": "perl {0}"}),
        "perl\n",
    )
    .await;
    check(
        json!({"run": "echo $1", "shell": "bash {0} more"}),
        "more\n",
    )
    .await;
    check(
        json!({"run": "echo ${0##*.}", "shell": "${{ github.event_name == 'push' && 'bash' }}"}),
        "sh\n",
    )
    .await;
}

#[tokio::test]
async fn a_shell_that_is_not_there_fails_the_step() {
    let ran = steps(json!([{"run": "x", "shell": "no-such-shell {0}"}]))
        .run()
        .await;
    ran.failed(
        "Run x: exit code 127",
        "no-such-shell: not found\nError: Process completed with exit code 127.\n",
    );
    let ran = steps(json!([{"run": "x", "shell": "fish"}])).run().await;
    assert!(
        ran.said().contains("Invalid shell option 'fish'"),
        "{}",
        ran.said()
    );
}

#[tokio::test]
async fn defaults_of_job_and_workflow() {
    let case = |job_defaults: Json, step: Json| -> Case {
        job(json!({"defaults": job_defaults, "steps": [step]}))
            .workflow(json!({"defaults": {"shell": "sh", "working-directory": "sub"}}))
            .file("sub/x", "")
            .file("${{ github.job }}", "")
            .file("test/y", "")
    };
    let script = "echo ${BASH_VERSION:+bash} ${PWD##*/}";
    case(json!({}), json!({"run": script}))
        .run()
        .await
        .succeeded("sub\n");
    case(json!({"shell": "bash"}), json!({"run": script}))
        .run()
        .await
        .succeeded("bash sub\n");
    case(
        json!({"working-directory": "${{ github.job }}"}),
        json!({"run": script}),
    )
    .run()
    .await
    .succeeded("test\n");
    case(
        json!({}),
        json!({"run": script, "shell": "bash", "working-directory": "test"}),
    )
    .run()
    .await
    .succeeded("bash test\n");
    case(json!({}), json!({"run": script, "working-directory": "."}))
        .run()
        .await
        .succeeded("work\n");
}

#[tokio::test]
async fn a_folder_that_is_not_there_fails_the_step() {
    let ran = steps(
        json!([{"run": "x", "working-directory": "gone"}, {"run": "echo on", "if": "always()"}]),
    )
    .run()
    .await;
    ran.failed(
        "Run x: working-directory: there is no folder 'gone'",
        "Error: working-directory: there is no folder 'gone'\non\n",
    );
}

#[tokio::test]
async fn an_earlier_step_makes_the_folder() {
    let case =
        steps(json!([{"run": "mkdir a"}, {"run": "echo ${PWD##*/}", "working-directory": "./a"}]));
    case.run().await.succeeded("a\n");
}

#[tokio::test]
async fn each_step_is_headed_by_its_name() {
    let ran = steps(json!([{"run": "\n  true\nfalse || true"}, {"name": "Hello ${{ github.actor }}", "run": "true"}])).run().await;
    assert_eq!(
        ran.log,
        "\u{1b}[1mRun true\u{1b}[0m\n\u{1b}[1mHello octocat\u{1b}[0m\n"
    );
    assert_eq!(ran.steps(), ["Run true: success", "Hello octocat: success"]);
}

#[tokio::test]
async fn without_bash_it_is_sh() {
    let fake = FakeExecutor::new(FakeScript::default());
    let ran = steps(json!([{"run": "x"}])).fake(&fake).run().await;
    ran.succeeded("");
    let argv: Vec<Vec<String>> = fake
        .calls()
        .into_iter()
        .filter_map(|call| match call {
            Call::Exec(_, exec) => Some(exec.argv),
            _ => None,
        })
        .collect();
    let shell: Vec<&str> = argv[1]
        .iter()
        .map(|part| part.rsplit('/').next().unwrap())
        .collect();
    assert_eq!(shell, ["sh", "-e", "step_0.sh"]);
}

#[tokio::test]
async fn an_error_of_the_infrastructure_is_no_failure() {
    let fake = FakeExecutor::new(FakeScript {
        exec: vec![ExecRule {
            contains: "step_0".to_owned(),
            output: vec![Piece {
                after_ms: 0,
                text: "begun\n".to_owned(),
            }],
            fails: Some("engine gone".to_owned()),
            ..ExecRule::default()
        }],
        ..FakeScript::default()
    });
    let ran = steps(json!([{"run": "x"}, {"run": "y", "if": "always()"}]))
        .fake(&fake)
        .run()
        .await;
    let message = "run the command: engine gone".to_owned();
    assert_eq!(ran.outcome.outcome, Outcome::Errored { message });
    assert_eq!(ran.said(), "begun\n");
}

#[tokio::test]
async fn in_a_container_of_the_job_it_is_sh() {
    let case = |container: Json| {
        let step = json!({"run": "echo ${BASH_VERSION:+bash}"});
        job(json!({"container": container, "steps": [step]}))
    };
    case(json!("debian")).run().await.succeeded("\n");
    case(json!({"image": "${{ github.actor }}"}))
        .run()
        .await
        .succeeded("\n");
    case(json!("${{ github.nothing }}"))
        .run()
        .await
        .succeeded("bash\n");
}

#[tokio::test]
async fn a_failure_names_the_command_where_it_is_the_only_one() {
    for (script, command) in [("exit 1\n", Some("exit 1")), ("true\nexit 1", None)] {
        let ran = steps(json!([{"run": script}])).run().await;
        let Outcome::Failed(failure) = &ran.outcome.outcome else {
            panic!("{:?}", ran.outcome);
        };
        assert_eq!(failure.command.as_deref(), command);
    }
}
