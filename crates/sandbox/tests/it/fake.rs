//! The scripted executor.

use std::sync::Arc;

use maillon_sandbox::fake::{Call, FakeScript};
use maillon_sandbox::{Exit, FakeExecutor};
use tokio_util::sync::CancellationToken;

use crate::bench::{Bench, Lines};

fn bench(script: &str) -> (Bench, FakeExecutor) {
    let script: FakeScript = serde_json::from_str(script).unwrap();
    let executor = FakeExecutor::new(script);
    let bench = Bench {
        executor: Arc::new(executor.clone()),
        image: None,
    };
    (bench, executor)
}

#[tokio::test]
async fn the_first_rule_that_fits_is_taken() {
    let (bench, _) = bench(
        r#"{"exec": [{"contains": "make", "output": [{"text": "built\n"}], "exit": 2,
                      "writes": {"out/x": "content"}},
                     {"output": [{"text": "other", "after_ms": 1}]}]}"#,
    );
    let opened = bench.open().await;
    assert_eq!(
        opened.sh("make all").await,
        (Exit::Code(2), "built\n".to_owned())
    );
    assert_eq!(opened.sh("ls").await, (Exit::Code(0), "other".to_owned()));
    assert_eq!(
        std::fs::read_to_string(opened.file("out/x")).unwrap(),
        "content"
    );
    opened.close().await;
}

#[tokio::test]
async fn a_hanging_command_ends_when_it_is_canceled() {
    let (bench, _) = bench(r#"{"exec": [{"hangs": true}]}"#);
    let opened = bench.open().await;
    let cancel = CancellationToken::new();
    let stop = async { cancel.cancel() };
    let run = opened.run_raw(opened.exec(&["x"]), &cancel);
    let ((exit, _), ()) = tokio::join!(run, stop);
    assert_eq!(exit, Exit::Canceled);
}

#[tokio::test]
async fn a_sandbox_that_fails_to_open_says_why() {
    let (bench, _) =
        bench(r#"{"open": [{"which": {"attempt": 1}, "fails": "disk full", "lines": ["l"]}]}"#);
    let lines = Lines::default();
    let error = bench.try_open(|_| (), &lines).await.err().unwrap();
    assert_eq!(error.to_string(), "open the sandbox: disk full");
    assert_eq!(lines.text(), "l");
}

#[tokio::test]
async fn every_call_is_remembered() {
    let (bench, executor) = bench("{}");
    let opened = bench.open().await;
    opened.sh("echo").await;
    opened.close().await;
    bench.executor.reap().await.unwrap();
    let names: Vec<&str> = executor.calls().iter().map(name).collect();
    assert_eq!(names, ["open", "exec", "hand back", "close", "reap"]);
}

fn name(call: &Call) -> &'static str {
    match call {
        Call::Open(_) => "open",
        Call::Exec(..) => "exec",
        Call::HandBack(_) => "hand back",
        Call::Close(_) => "close",
        Call::Reap => "reap",
    }
}
