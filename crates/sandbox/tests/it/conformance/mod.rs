//! What every executor that really runs commands must do. `suite!` runs all of it on one.

mod cancel;

use std::time::{Duration, Instant};

use bytes::Bytes;
use maillon_sandbox::{Exit, SandboxOrder};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

pub(crate) use cancel::*;

use crate::bench::{Bench, ended_process, grows};

/// Makes a test of each case. `$bench` is an async function that gives `Option<Bench>`.
macro_rules! suite {
    ($bench:path) => {
        crate::conformance::suite!($bench =>
            exit_codes, signals, signal_of_itself, stdin, large_stdin, unread_stdin, environment,
            own_variables_win, working_folder, order_of_streams, large_output, slow_reader, late_reader,
            no_reader, background_child, background_flood, background_child_lives_on, cancel,
            interrupt_first, interrupt_that_is_ignored, interrupt_spares_nobody,
            cancel_of_a_tree_that_ignores_it, cancel_before, sandbox_lives_after_cancel,
            close_ends_daemons, close_spares_others, close_twice, reap, binary, workspace, private_folder,
            missing_program, program_without_permission, unicode, empty_output
        );
    };
    ($bench:path => $($case:ident),*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                if let Some(bench) = $bench().await {
                    crate::conformance::$case(bench).await;
                }
            }
        )*
    };
}
pub(crate) use suite;

/// Writes to a file of the workspace until it is killed.
const WRITER: &str = "while :; do echo x >> alive; sleep 0.05; done";

async fn check(bench: &Bench, script: &str, exit: i32, output: &str) {
    let opened = bench.open().await;
    assert_eq!(
        opened.sh(script).await,
        (Exit::Code(exit), output.to_owned()),
        "{script}"
    );
    opened.close().await;
}

pub(crate) async fn exit_codes(bench: Bench) {
    check(&bench, "echo a; exit 0", 0, "a\n").await;
    check(&bench, "exit 3", 3, "").await;
    check(&bench, "exit 255", 255, "").await;
}

pub(crate) async fn signals(bench: Bench) {
    let opened = bench.open().await;
    assert_eq!(
        opened.sh("sh -c 'kill -TERM $$'; exit $?").await.0,
        Exit::Code(143)
    );
    opened.close().await;
}

pub(crate) async fn signal_of_itself(bench: Bench) {
    let opened = bench.open().await;
    let (exit, _) = opened.sh("kill -KILL $$").await;
    assert_eq!(exit, Exit::Code(137));
    opened.close().await;
}

pub(crate) async fn stdin(bench: Bench) {
    let opened = bench.open().await;
    let mut exec = opened.exec(&["cat"]);
    exec.stdin = Bytes::from_static(b"one\ntwo");
    assert_eq!(
        opened.run(exec).await,
        (Exit::Code(0), "one\ntwo".to_owned())
    );
    assert_eq!(
        opened.run(opened.exec(&["cat"])).await,
        (Exit::Code(0), String::new())
    );
    opened.close().await;
}

pub(crate) async fn large_stdin(bench: Bench) {
    let opened = bench.open().await;
    let mut exec = opened.exec(&["wc", "-c"]);
    exec.stdin = Bytes::from(vec![b'x'; 3_000_000]);
    let (exit, output) = opened.run(exec).await;
    assert_eq!((exit, output.trim()), (Exit::Code(0), "3000000"));
    opened.close().await;
}

pub(crate) async fn unread_stdin(bench: Bench) {
    let opened = bench.open().await;
    let mut exec = opened.exec(&["sh", "-c", "exit 4"]);
    exec.stdin = Bytes::from(vec![b'x'; 1_000_000]);
    assert_eq!(opened.run(exec).await.0, Exit::Code(4));
    opened.close().await;
}

pub(crate) async fn environment(bench: Bench) {
    let opened = bench.open().await;
    let mut exec = opened.exec(&["sh", "-c", "echo \"$A|$B|${PATH:+path}\""]);
    exec.env = vec![
        ("A".to_owned(), "x=y 'z' $HOME\nnext".to_owned()),
        ("B".to_owned(), String::new()),
    ];
    let expected = "x=y 'z' $HOME\nnext||path\n".to_owned();
    assert_eq!(opened.run(exec).await, (Exit::Code(0), expected));
    opened.close().await;
}

pub(crate) async fn own_variables_win(bench: Bench) {
    let opened = bench.open().await;
    let mut exec = opened.exec(&["sh", "-c", "echo $HOME $TWICE"]);
    exec.env = vec![
        ("HOME".to_owned(), "/elsewhere".to_owned()),
        ("TWICE".to_owned(), "first".to_owned()),
        ("TWICE".to_owned(), "last".to_owned()),
    ];
    assert_eq!(
        opened.run(exec).await,
        (Exit::Code(0), "/elsewhere last\n".to_owned())
    );
    opened.close().await;
}

pub(crate) async fn working_folder(bench: Bench) {
    let opened = bench.open().await;
    std::fs::create_dir(opened.file("a b")).unwrap();
    let mut exec = opened.exec(&["pwd"]);
    exec.cwd = opened.sandbox.workspace().join("a b");
    let expected = format!("{}\n", exec.cwd.display());
    assert_eq!(opened.run(exec).await, (Exit::Code(0), expected));
    opened.close().await;
}

pub(crate) async fn order_of_streams(bench: Bench) {
    let script = "i=0; while [ $i -lt 50 ]; do echo o$i; echo e$i >&2; i=$((i+1)); done";
    let expected: String = (0..50)
        .flat_map(|i| [format!("o{i}\n"), format!("e{i}\n")])
        .collect();
    check(&bench, script, 0, &expected).await;
}

pub(crate) async fn large_output(bench: Bench) {
    let opened = bench.open().await;
    let exec = opened.exec(&["sh", "-c", "head -c 10485760 /dev/zero; echo end"]);
    let (exit, output) = opened.run_raw(exec, &CancellationToken::new()).await;
    assert_eq!((exit, output.len()), (Exit::Code(0), 10_485_764));
    assert!(output.ends_with(b"\0end\n"));
    opened.close().await;
}

pub(crate) async fn slow_reader(bench: Bench) {
    let opened = bench.open().await;
    let exec = opened.exec(&["sh", "-c", "head -c 30000000 /dev/zero; echo done > done"]);
    let (output, mut chunks) = mpsc::channel::<Bytes>(1);
    let read = async {
        tokio::time::sleep(Duration::from_millis(700)).await;
        assert!(
            !opened.file("done").exists(),
            "the command ran ahead of its reader"
        );
        let mut size = 0;
        while let Some(chunk) = chunks.recv().await {
            size += chunk.len();
        }
        size
    };
    let cancel = CancellationToken::new();
    let (exit, size) = tokio::join!(opened.sandbox.exec(exec, output, &cancel), read);
    assert_eq!((exit.unwrap(), size), (Exit::Code(0), 30_000_000));
    opened.close().await;
}

pub(crate) async fn late_reader(bench: Bench) {
    let opened = bench.open().await;
    let exec = opened.exec(&["sh", "-c", "head -c 500000 /dev/zero"]);
    let (output, mut chunks) = mpsc::channel::<Bytes>(1);
    let read = async {
        let mut size = 0;
        while let Some(chunk) = chunks.recv().await {
            tokio::time::sleep(Duration::from_millis(150)).await;
            size += chunk.len();
        }
        size
    };
    let cancel = CancellationToken::new();
    let (exit, size) = tokio::join!(opened.sandbox.exec(exec, output, &cancel), read);
    assert_eq!((exit.unwrap(), size), (Exit::Code(0), 500_000));
    opened.close().await;
}

pub(crate) async fn no_reader(bench: Bench) {
    let opened = bench.open().await;
    let exec = opened.exec(&["sh", "-c", "head -c 1000000 /dev/zero; exit 5"]);
    let (output, chunks) = mpsc::channel::<Bytes>(1);
    drop(chunks);
    let exit = opened
        .sandbox
        .exec(exec, output, &CancellationToken::new())
        .await;
    assert_eq!(exit.unwrap(), Exit::Code(5));
    opened.close().await;
}

pub(crate) async fn background_child(bench: Bench) {
    let start = Instant::now();
    check(&bench, "sleep 60 & echo started", 0, "started\n").await;
    assert!(
        start.elapsed() < Duration::from_secs(30),
        "it waited for the child"
    );
}

pub(crate) async fn background_flood(bench: Bench) {
    let opened = bench.open().await;
    let (exit, _) = opened
        .sh("while :; do echo flood; done & sleep 0.2; exit 6")
        .await;
    assert_eq!(exit, Exit::Code(6));
    opened.close().await;
}

pub(crate) async fn background_child_lives_on(bench: Bench) {
    let opened = bench.open().await;
    let loud = WRITER.replace("sleep", "echo to nobody; sleep");
    opened.sh(&format!("({loud}) & echo started")).await;
    opened.until("alive").await;
    assert!(
        grows(&opened.file("alive")).await,
        "it ended with the command"
    );
    assert_eq!(opened.sh("test -s alive").await.0, Exit::Code(0));
    opened.sandbox.close().await.unwrap();
    assert!(
        !grows(&opened.file("alive")).await,
        "it outlived the sandbox"
    );
}

pub(crate) async fn close_ends_daemons(bench: Bench) {
    let opened = bench.open().await;
    let daemon = format!("setsid sh -c '{WRITER}' </dev/null >/dev/null 2>&1 &");
    opened.sh(&daemon).await;
    opened.until("alive").await;
    opened.sandbox.close().await.unwrap();
    assert!(!grows(&opened.file("alive")).await, "the daemon survived");
}

/// Two sandboxes of one process, and even with one name: of runs that know nothing of each other.
pub(crate) async fn close_spares_others(bench: Bench) {
    let one = bench.open().await;
    let name = (one.order.run.clone(), one.order.job);
    let change = |order: &mut SandboxOrder| (order.run, order.job) = name;
    let other = bench.open_with(change).await;
    other.sh(&format!("({WRITER}) >/dev/null 2>&1 &")).await;
    let script = "echo x > started; sleep 0.5; echo unharmed";
    let (result, ()) = tokio::join!(other.sh(script), async {
        other.until("started").await;
        one.sh("sleep 60 & exit 0").await;
        one.close().await;
    });
    assert_eq!(result, (Exit::Code(0), "unharmed\n".to_owned()));
    assert!(grows(&other.file("alive")).await);
    other.close().await;
}

pub(crate) async fn close_twice(bench: Bench) {
    let opened = bench.open().await;
    opened.sh("sleep 60 &").await;
    opened.sandbox.close().await.unwrap();
    opened.sandbox.close().await.unwrap();
}

pub(crate) async fn reap(bench: Bench) {
    let gone = ended_process().await;
    let living = bench.open().await;
    let opened = bench.open_with(|order| order.owner = gone).await;
    opened
        .sh(&format!("setsid sh -c '{WRITER}' >/dev/null 2>&1 &"))
        .await;
    living.sh(&format!("({WRITER}) >/dev/null 2>&1 &")).await;
    opened.until("alive").await;
    // How many is not asked: another run of this machine may be the one that reaps.
    bench.executor.reap().await.unwrap();
    assert!(!grows(&opened.file("alive")).await, "it was not reaped");
    assert!(
        grows(&living.file("alive")).await,
        "a living sandbox was reaped"
    );
    living.close().await;
    opened.sandbox.close().await.unwrap();
}

pub(crate) async fn binary(bench: Bench) {
    let opened = bench.open().await;
    let exec = opened.exec(&["printf", r"\000\377\r\033[0m\200"]);
    let (_, output) = opened.run_raw(exec, &CancellationToken::new()).await;
    assert_eq!(output, b"\0\xff\r\x1b[0m\x80");
    opened.close().await;
}

pub(crate) async fn workspace(bench: Bench) {
    let opened = bench.open().await;
    std::fs::write(opened.file("in"), "from the host").unwrap();
    let (exit, output) = opened.sh("cat in; mkdir -p d; echo made > d/out").await;
    assert_eq!((exit, output.as_str()), (Exit::Code(0), "from the host"));
    opened.sandbox.hand_back().await.unwrap();
    opened.sandbox.close().await.unwrap();
    assert_eq!(
        std::fs::read_to_string(opened.file("d/out")).unwrap(),
        "made\n"
    );
    std::fs::remove_dir_all(opened.file("d")).unwrap();
}

pub(crate) async fn private_folder(bench: Bench) {
    let opened = bench.open().await;
    std::fs::write(opened.order.private.join("SECRET"), "s3cret").unwrap();
    let path = opened.sandbox.private().join("SECRET");
    let exec = opened.exec(&["cat", path.to_str().unwrap()]);
    assert_eq!(opened.run(exec).await, (Exit::Code(0), "s3cret".to_owned()));
    opened.close().await;
}

pub(crate) async fn missing_program(bench: Bench) {
    let opened = bench.open().await;
    let (exit, output) = opened.run(opened.exec(&["no-such-program", "x"])).await;
    assert_eq!(exit, Exit::Code(127));
    assert!(
        output.contains("no-such-program") && output.contains("not found"),
        "{output}"
    );
    opened.close().await;
}

pub(crate) async fn program_without_permission(bench: Bench) {
    let opened = bench.open().await;
    std::fs::write(opened.file("data"), "not a program").unwrap();
    let (exit, output) = opened.run(opened.exec(&["./data"])).await;
    assert_eq!(exit, Exit::Code(126));
    assert!(
        output.to_lowercase().contains("permission denied"),
        "{output}"
    );
    opened.close().await;
}

pub(crate) async fn unicode(bench: Bench) {
    let opened = bench.open().await;
    let (_, output) = opened.sh("echo 'äöü → 日本 🦀' | tee 'ñ.txt'").await;
    assert_eq!(output, "äöü → 日本 🦀\n");
    assert!(opened.file("ñ.txt").exists());
    opened.close().await;
}

pub(crate) async fn empty_output(bench: Bench) {
    check(&bench, ":", 0, "").await;
}
