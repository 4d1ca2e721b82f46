//! The shell executor.

use std::ffi::OsString;
use std::sync::Arc;

use indexmap::IndexMap;
use maillon_model::job::{Image, Service};
use maillon_sandbox::{Exit, ShellExecutor};

use tokio_util::sync::CancellationToken;

use crate::bench::{Bench, Lines};
use crate::conformance::suite;

fn bench_with(environment: &[(&str, &str)]) -> Bench {
    let own = environment
        .iter()
        .map(|&(name, value)| (name.into(), value.into()));
    let path: (OsString, OsString) = ("PATH".into(), "/usr/local/bin:/usr/bin:/bin".into());
    let environment = own.chain([path]).collect();
    Bench {
        executor: Arc::new(ShellExecutor::new(environment)),
        image: None,
    }
}

#[expect(
    clippy::unused_async,
    reason = "the suite awaits what opens an engine elsewhere"
)]
async fn bench() -> Option<Bench> {
    Some(bench_with(&[("HOME", "/root")]))
}

suite!(bench);

#[tokio::test]
async fn commands_inherit_the_given_environment_and_nothing_else() {
    let bench = bench_with(&[("GIVEN", "yes")]);
    let opened = bench.open().await;
    let (_, output) = opened.run(opened.exec(&["env"])).await;
    let mut names: Vec<_> = output
        .lines()
        .filter_map(|line| line.split('=').next())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["GIVEN", "MAILLON_SANDBOX", "PATH"]);
    opened.close().await;
}

#[tokio::test]
async fn a_nested_sandbox_keeps_the_outer_cookie() {
    let bench = bench_with(&[("MAILLON_SANDBOX", "outer-1-1@elsewhere.1.1")]);
    let opened = bench.open().await;
    let (_, output) = opened.sh("echo $MAILLON_SANDBOX").await;
    assert!(
        output.starts_with("outer-1-1@elsewhere.1.1,test-"),
        "{output}"
    );
    opened.close().await;
}

#[tokio::test]
async fn services_are_not_started_and_the_log_says_so() {
    let service = |name: &str| Service {
        image: Image::named(name),
        aliases: Vec::new(),
        command: None,
        variables: IndexMap::new(),
    };
    let lines = Lines::default();
    let change = |order: &mut maillon_sandbox::SandboxOrder| {
        order.services = vec![service("postgres:16"), service("redis")];
    };
    let opened = bench_with(&[]).try_open(change, &lines).await.unwrap();
    let expected = "services need the docker executor: postgres:16, redis are not started";
    assert_eq!(lines.text(), expected);
    opened.close().await;
}

#[tokio::test]
async fn a_missing_working_folder_is_an_error() {
    let opened = bench_with(&[]).open().await;
    let mut exec = opened.exec(&["true"]);
    exec.cwd = opened.file("missing");
    let (output, _) = tokio::sync::mpsc::channel(1);
    let result = opened
        .sandbox
        .exec(exec, output, &CancellationToken::default())
        .await;
    let message = result.unwrap_err().to_string();
    assert!(
        message.starts_with("enter /") && message.contains("No such file"),
        "{message}"
    );
    opened.close().await;
}

#[tokio::test]
async fn a_daemon_that_hides_its_environment_ends_with_its_parent() {
    let opened = bench_with(&[]).open().await;
    let inner = "env -i PATH=/bin:/usr/bin sh -c 'while :; do echo x >> alive; sleep 0.05; done'";
    opened
        .sh(&format!("setsid sh -c \"{inner}; :\" >/dev/null 2>&1 &"))
        .await;
    opened.until("alive").await;
    opened.sandbox.close().await.unwrap();
    assert!(!crate::bench::grows(&opened.file("alive")).await);
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn a_command_has_no_terminal_that_it_could_wait_for() {
    let opened = bench_with(&[]).open().await;
    let (_, output) = opened
        .sh("read answer </dev/tty || test \"$(cut -d' ' -f6 /proc/$$/stat)\" = $$ && echo none")
        .await;
    assert!(output.ends_with("none\n"), "{output}");
    opened.close().await;
}

#[tokio::test]
async fn commands_that_end_at_once_keep_their_exit_codes() {
    let jobs = (0..40).map(|number| async move {
        let opened = bench_with(&[]).open().await;
        let (exit, _) = opened.sh(&format!("(setsid true &) ; exit {number}")).await;
        opened.close().await;
        (exit, Exit::Code(number))
    });
    for (exit, expected) in futures_util::future::join_all(jobs).await {
        assert_eq!(exit, expected);
    }
}

#[tokio::test]
async fn neither_the_executor_nor_the_sandbox_shows_the_environment() {
    let bench = bench_with(&[("TOKEN", "s3cret-value")]);
    let opened = bench.open().await;
    let shown = format!("{:?} {:?}", bench.executor, opened.sandbox);
    assert!(!shown.contains("s3cret-value"), "{shown}");
    assert_eq!(bench.executor.name(), "shell");
    assert_eq!(opened.sh("exit 0").await.0, Exit::Code(0));
    opened.close().await;
}
