//! How commands end before their time.

use std::time::Duration;

use maillon_sandbox::{Exec, Exit};
use tokio_util::sync::CancellationToken;

use super::WRITER;
use crate::bench::{Bench, Opened, grows};

pub(crate) async fn cancel(bench: Bench) {
    let opened = bench.open().await;
    let script = "trap 'echo bye; exit 7' TERM; echo x > ready; while :; do sleep 0.05; done";
    let (exit, output) = canceled(&opened, script, "ready").await;
    assert!(output.ends_with("bye\n"), "{output}");
    assert_eq!(exit, Exit::Canceled);
    opened.close().await;
}

pub(crate) async fn cancel_of_a_tree_that_ignores_it(bench: Bench) {
    let opened = bench.open().await;
    let script = format!("trap '' TERM; (trap '' TERM; {WRITER}) & {WRITER}");
    let (exit, _) = canceled(&opened, &script, "alive").await;
    assert_eq!(exit, Exit::Canceled);
    assert!(!grows(&opened.file("alive")).await, "somebody survived");
    opened.close().await;
}

pub(crate) async fn interrupt_first(bench: Bench) {
    let opened = bench.open().await;
    let script = "trap 'echo interrupted; exit 130' INT; trap 'echo terminated' TERM; \
                  echo x > ready; while :; do sleep 0.05; done";
    let (exit, output) = interrupted(&opened, script, "ready").await;
    assert!(output.ends_with("interrupted\n"), "{output}");
    assert_eq!(exit, Exit::Canceled);
    opened.close().await;
}

pub(crate) async fn interrupt_that_is_ignored(bench: Bench) {
    let opened = bench.open().await;
    let script = "trap '' INT; trap 'echo terminated; exit 1' TERM; \
                  echo x > ready; while :; do sleep 0.05; done";
    let (exit, output) = interrupted(&opened, script, "ready").await;
    assert!(output.ends_with("terminated\n"), "{output}");
    assert_eq!(exit, Exit::Canceled);
    opened.close().await;
}

/// What a shell starts in the background is deaf to the interrupt signal.
pub(crate) async fn interrupt_spares_nobody(bench: Bench) {
    let opened = bench.open().await;
    let (exit, _) = interrupted(&opened, &format!("{WRITER} & wait"), "alive").await;
    assert_eq!(exit, Exit::Canceled);
    assert!(!grows(&opened.file("alive")).await, "somebody survived");
    opened.close().await;
}

async fn interrupted(opened: &Opened, script: &str, file: &str) -> (Exit, String) {
    let mut exec = opened.exec(&["sh", "-c", script]);
    exec.ending.interrupt = Some(Duration::from_secs(1));
    canceled_exec(opened, exec, file).await
}

/// Runs a script and cancels it as soon as a file is there.
async fn canceled(opened: &Opened, script: &str, file: &str) -> (Exit, String) {
    canceled_exec(opened, opened.exec(&["sh", "-c", script]), file).await
}

async fn canceled_exec(opened: &Opened, exec: Exec, file: &str) -> (Exit, String) {
    let cancel = CancellationToken::new();
    let stop = async {
        opened.until(file).await;
        cancel.cancel();
    };
    let ((exit, output), ()) = tokio::join!(opened.run_raw(exec, &cancel), stop);
    (exit, String::from_utf8(output).unwrap())
}

pub(crate) async fn cancel_before(bench: Bench) {
    let opened = bench.open().await;
    let cancel = CancellationToken::new();
    cancel.cancel();
    let exec = opened.exec(&["sh", "-c", "echo x > ran"]);
    assert_eq!(opened.run_raw(exec, &cancel).await.0, Exit::Canceled);
    assert!(!opened.file("ran").exists());
    opened.close().await;
}

pub(crate) async fn sandbox_lives_after_cancel(bench: Bench) {
    let opened = bench.open().await;
    canceled(&opened, WRITER, "alive").await;
    assert_eq!(
        opened.sh("echo after").await,
        (Exit::Code(0), "after\n".to_owned())
    );
    opened.close().await;
}
