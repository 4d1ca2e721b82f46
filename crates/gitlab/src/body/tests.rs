use std::ffi::OsString;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use maillon_model::job::{Body, Work};
use maillon_model::pipeline::Dialect;
use maillon_model::spec::{Checkout, ResolvedVariable};
use maillon_model::variable::{Delivery, Value};
use maillon_model::{Attempt, Job, JobId, RunId};
use maillon_sandbox::{Executor, ProgressSink, SandboxOrder, ServiceTerms, ShellExecutor};
use serde_json::json;
use tokio::sync::mpsc;

use super::*;

struct Silent;

impl ProgressSink for Silent {
    fn progress(&self, _: maillon_model::event::Phase, _: u64, _: Option<u64>) {}
    fn line(&self, _: &str) {}
}

struct Ran {
    outcome: Outcome,
    log: String,
}

/// A body, its variables, and what happens to it.
struct Case {
    body: serde_json::Value,
    variables: Vec<(&'static str, &'static str)>,
    timeout: Duration,
    cancel_after: Option<Duration>,
}

fn case(body: serde_json::Value) -> Case {
    Case {
        body,
        variables: Vec::new(),
        timeout: Duration::from_secs(20),
        cancel_after: None,
    }
}

impl Case {
    fn spec(&self) -> JobSpec {
        let body = Body(self.body.as_object().unwrap().clone().into());
        JobSpec {
            needs: Vec::new(),
            shared: maillon_model::job::Body::default(),
            run: RunId::new("r"),
            id: JobId(0),
            attempt: Attempt::FIRST,
            dialect: Dialect::Gitlab,
            job: Job::new("job", Work::Body(body)),
            upstream: Vec::new(),
            masks: Vec::new(),
        }
    }

    fn resolved(&self) -> ResolvedJob {
        let variable = |(name, value): &(&str, &str)| ResolvedVariable {
            name: (*name).to_owned(),
            value: Value::Plain((*value).into()),
            delivery: if name.starts_with("FILE") {
                Delivery::File
            } else {
                Delivery::Env
            },
        };
        ResolvedJob {
            variables: self.variables.iter().map(variable).collect(),
            image: None,
            services: Vec::new(),
            caches: Vec::new(),
            artifacts: None,
            environment: None,
            timeout: self.timeout,
            checkout: Checkout::Tree,
        }
    }

    async fn run(&self) -> Ran {
        let folder = tempfile::tempdir().unwrap();
        let sandbox = open(folder.path()).await;
        let (output, mut pieces) = mpsc::channel(64);
        let cancel = CancellationToken::new();
        let abort = CancellationToken::new();
        let (spec, job) = (self.spec(), self.resolved());
        let body = run(BodyRun {
            spec: &spec,
            job: &job,
            sandbox: &*sandbox,
            output,
            cancel: &cancel,
            abort: &abort,
            grace: Duration::from_millis(300),
        });
        let read = async {
            let mut log = Vec::new();
            while let Some(piece) = pieces.recv().await {
                log.extend_from_slice(&piece);
            }
            String::from_utf8_lossy(&log).into_owned()
        };
        let cancelling = async {
            if let Some(after) = self.cancel_after {
                tokio::time::sleep(after).await;
                cancel.cancel();
            }
        };
        let (outcome, log, ()) = tokio::join!(body, read, cancelling);
        sandbox.close().await.unwrap();
        Ran {
            outcome: outcome.outcome,
            log,
        }
    }
}

async fn open(folder: &Path) -> Box<dyn Sandbox> {
    // What a sandbox leaves behind is found by its name: each has its own.
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let workspace = folder.join("app");
    let private = folder.join("app.tmp");
    for path in [&workspace, &private] {
        std::fs::create_dir(path).unwrap();
    }
    let environment = vec![(
        OsString::from("PATH"),
        OsString::from("/usr/local/bin:/usr/bin:/bin"),
    )];
    let run = COUNT.fetch_add(1, Ordering::Relaxed);
    let order = SandboxOrder {
        run: RunId::new(&format!("body-{run}")),
        job: JobId(0),
        attempt: Attempt::FIRST,
        owner: std::process::id(),
        guest_workspace: workspace.clone(),
        workspace,
        private,
        mounts: Vec::new(),
        image: None,
        services: Vec::new(),
        env: Vec::new(),
        services_limit: Duration::from_secs(1),
        terms: ServiceTerms::Shared,
    };
    let executor = ShellExecutor::new(environment);
    executor
        .open(order, &Silent, &CancellationToken::new())
        .await
        .unwrap()
}

/// The log without colours.
fn plain(log: &str) -> String {
    let colours = regex::Regex::new("\x1b\\[[0-9;]*m").unwrap();
    colours.replace_all(log, "").into_owned()
}

#[track_caller]
fn assert_failed(ran: &Ran, code: i32, command: &str) {
    let Outcome::Failed(failure) = &ran.outcome else {
        panic!("{:?}\n{}", ran.outcome, ran.log)
    };
    assert_eq!(
        (failure.kind, failure.exit_code),
        (FailureKind::Script, Some(code)),
        "{}",
        ran.log
    );
    assert_eq!(failure.command.as_deref(), Some(command), "{}", ran.log);
}

#[tokio::test]
async fn before_script_and_script_share_a_shell() {
    let ran = case(json!({"before_script": ["A=1", "cd ."], "script": ["echo \"A is $A\""]}))
        .run()
        .await;
    assert_eq!(ran.outcome, Outcome::Success);
    assert_eq!(
        plain(&ran.log),
        "$ A=1\n$ cd .\n$ echo \"A is $A\"\nA is 1\n"
    );
    assert!(ran.log.contains("\x1b[32;1m$ A=1\x1b[0;m"), "{:?}", ran.log);
}

#[tokio::test]
async fn the_first_failure_stops_it_and_is_named() {
    let ran = case(json!({"script": ["echo one", "false", "echo three"]}))
        .run()
        .await;
    assert_failed(&ran, 1, "false");
    assert!(!ran.log.contains("three"), "{}", ran.log);
    let ran = case(json!({"script": ["exit 42"]})).run().await;
    assert_failed(&ran, 42, "exit 42");
    let ran = case(json!({"before_script": ["nosuchcommand"], "script": ["echo x"]}))
        .run()
        .await;
    assert_failed(&ran, 127, "nosuchcommand");
    let ran = case(json!({"script": ["false | true", "echo x"]}))
        .run()
        .await;
    assert_failed(&ran, 1, "false | true");
}

#[tokio::test]
async fn commands_may_have_many_lines() {
    let heredoc = "cat <<EOF\nhello $NAME\nit's\nEOF\n";
    let mut case = case(json!({"script": [heredoc, "if true; then\n  echo yes\nfi", ""]}));
    case.variables = vec![("NAME", "wörld")];
    let ran = case.run().await;
    assert_eq!(ran.outcome, Outcome::Success, "{}", ran.log);
    assert_eq!(
        plain(&ran.log),
        "$ cat <<EOF # collapsed multi-line command\nhello wörld\nit's\n$ if true; then # collapsed multi-line command\nyes\n\n"
    );
}

#[tokio::test]
async fn commands_read_nothing() {
    let ran = case(json!({"script": ["cat", "read x || echo end", "echo done"]}))
        .run()
        .await;
    assert_eq!(ran.outcome, Outcome::Success, "{}", ran.log);
    assert!(
        ran.log
            .ends_with("end\n\x1b[32;1m$ echo done\x1b[0;m\ndone\n"),
        "{}",
        ran.log
    );
}

#[tokio::test]
async fn variables_come_by_environment_and_files_by_path() {
    let mut case = case(json!({"script": ["echo \"$A|$CI_JOB_STATUS|${FILE_A##*/app.tmp/}\""]}));
    case.variables = vec![("A", "a 'b' \"c\" $d `e` \\f"), ("FILE_A", "content")];
    let ran = case.run().await;
    assert!(
        ran.log.ends_with("a 'b' \"c\" $d `e` \\f|running|FILE_A\n"),
        "{}",
        ran.log
    );
}

#[tokio::test]
async fn after_script_has_a_shell_of_its_own_and_knows_the_status() {
    let body = json!({
        "script": ["A=1", "exit 3"],
        "after_script": ["echo \"after $CI_JOB_STATUS [$A]\"", "exit 9", "echo never"]
    });
    let ran = case(body).run().await;
    assert_failed(&ran, 3, "exit 3");
    let log = plain(&ran.log);
    assert!(log.contains("Running after script...\n"), "{log}");
    assert!(log.contains("\nafter failed []\n"), "{log}");
    assert!(!log.contains("\nnever\n"), "{log}");
    assert!(
        log.ends_with(
            "WARNING: after_script failed, but job will continue unaffected: exit code 9\n"
        ),
        "{log}"
    );
    let ran = case(json!({"script": ["true"], "after_script": ["echo after $CI_JOB_STATUS"]}))
        .run()
        .await;
    assert_eq!(ran.outcome, Outcome::Success);
    assert!(ran.log.ends_with("after success\n"), "{}", ran.log);
}

#[tokio::test]
async fn gitlab_env_hands_variables_to_after_script() {
    let mut case = case(json!({
        "script": ["GITLAB_ENV=\"$PWD/../app.tmp/env\"; echo 'A=b c' >> $GITLAB_ENV"],
        "after_script": ["true"]
    }));
    case.variables = vec![("GITLAB_ENV", "env")];
    assert_eq!(case.run().await.outcome, Outcome::Success);
    case.body =
        json!({"script": ["echo 'A=b c' >> $GITLAB_ENV"], "after_script": ["echo \"<$A>\""]});
    let ran = case.run().await;
    assert!(ran.log.ends_with("<b c>\n"), "{}", ran.log);
}

#[tokio::test]
async fn a_time_limit_ends_the_script_but_not_after_script() {
    let mut case = case(
        json!({"script": ["echo start", "sleep 30"], "after_script": ["echo after $CI_JOB_STATUS"]}),
    );
    case.timeout = Duration::from_millis(400);
    let began = Instant::now();
    let ran = case.run().await;
    assert!(began.elapsed() < Duration::from_secs(10));
    let Outcome::Failed(failure) = &ran.outcome else {
        panic!("{:?}", ran.outcome)
    };
    assert_eq!(
        (failure.kind, failure.exit_code),
        (FailureKind::Timeout, None)
    );
    assert_eq!(failure.message, "time limit of 400 ms reached");
    assert_eq!(failure.command.as_deref(), Some("sleep 30"));
    let log = plain(&ran.log);
    assert!(
        log.contains("ERROR: Job failed: time limit of 400 ms reached\n"),
        "{log}"
    );
    assert!(log.ends_with("after failed\n"), "{log}");
}

#[tokio::test]
async fn the_limits_of_scripts_come_from_variables() {
    let mut case = case(json!({"script": ["sleep 30"], "after_script": ["sleep 30"]}));
    case.variables = vec![
        ("RUNNER_SCRIPT_TIMEOUT", "1s"),
        ("RUNNER_AFTER_SCRIPT_TIMEOUT", "1s"),
    ];
    let began = Instant::now();
    let ran = case.run().await;
    assert!(began.elapsed() < Duration::from_secs(15));
    assert!(
        plain(&ran.log).ends_with("unaffected: time limit of 1 s reached\n"),
        "{}",
        ran.log
    );
}

#[tokio::test]
async fn a_cancelled_script_is_cleaned_up_after() {
    let mut case =
        case(json!({"script": ["sleep 30"], "after_script": ["echo after $CI_JOB_STATUS"]}));
    case.cancel_after = Some(Duration::from_millis(300));
    let ran = case.run().await;
    assert_eq!(ran.outcome, Outcome::Canceled);
    assert!(ran.log.ends_with("after canceled\n"), "{}", ran.log);
}

#[tokio::test]
async fn what_is_left_in_the_background_does_not_hang_it() {
    let began = Instant::now();
    let ran = case(json!({"script": ["sleep 30 &", "echo done"]}))
        .run()
        .await;
    assert_eq!(ran.outcome, Outcome::Success);
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn hooks_run_first_in_a_shell_of_their_own() {
    let body = json!({"hooks": {"pre_get_sources_script": ["A=1; echo hook"]}, "script": ["echo \"[$A]\""]});
    let ran = case(body).run().await;
    assert_eq!(
        plain(&ran.log),
        "$ A=1; echo hook\nhook\n$ echo \"[$A]\"\n[]\n"
    );
}

#[tokio::test]
async fn debug_trace_shows_commands() {
    let mut case = case(json!({"script": ["true a"]}));
    case.variables = vec![("CI_DEBUG_TRACE", "true")];
    assert!(case.run().await.log.contains("+ true a\n"));
}

#[tokio::test]
async fn a_syntax_error_fails_the_job() {
    let ran = case(json!({"script": ["echo one", "if true; then"]}))
        .run()
        .await;
    assert!(
        matches!(ran.outcome, Outcome::Failed(_)),
        "{:?}",
        ran.outcome
    );
}
