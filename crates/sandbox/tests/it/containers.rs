//! Containers beside a job that run to their end.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bytes::Bytes;
use maillon_model::{Attempt, JobId, RunId};
use maillon_sandbox::{
    Access, Belongs, BuildOrder, ContainerOrder, Containers, DockerExecutor, Ending, Exit, Mount,
    SandboxError,
};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::docker::{SMALL, bench, engine, local};

fn order(args: &[&str]) -> ContainerOrder {
    ContainerOrder {
        belongs: Belongs {
            run: RunId::new("containers"),
            job: JobId(1),
            attempt: Attempt::FIRST,
            owner: std::process::id(),
        },
        image: local(SMALL),
        args: Some(args.iter().map(|&word| word.to_owned()).collect()),
        env: Vec::new(),
        workdir: "/".into(),
        mounts: Vec::new(),
        network: None,
        ending: Ending {
            interrupt: Some(Duration::from_millis(300)),
            terminate: Duration::from_millis(300),
        },
    }
}

/// What is printed while something goes on.
async fn heard<T>(
    work: impl AsyncFnOnce(mpsc::Sender<Bytes>) -> Result<T, SandboxError>,
) -> (Result<T, SandboxError>, String) {
    let (output, mut pieces) = mpsc::channel::<Bytes>(4);
    let collect = async {
        let mut all = Vec::new();
        while let Some(piece) = pieces.recv().await {
            all.extend_from_slice(&piece);
        }
        String::from_utf8(all).unwrap()
    };
    tokio::join!(work(output), collect)
}

async fn run(
    docker: &DockerExecutor,
    order: ContainerOrder,
    cancel: &CancellationToken,
) -> (Exit, String) {
    let (exit, text) = heard(async |output| docker.run(order, output, cancel).await).await;
    (exit.unwrap_or_else(|error| panic!("run: {error}")), text)
}

async fn check(order: ContainerOrder, exit: i32, output: &str) {
    let Some(docker) = engine().await else { return };
    let found = run(&docker, order, &CancellationToken::new()).await;
    assert_eq!(found, (Exit::Code(exit), output.to_owned()));
}

#[tokio::test]
async fn arguments_environment_and_folder() {
    let mut order = order(&["sh", "-c", "echo $A $(pwd); exit 3"]);
    order.env = vec![
        ("A".to_owned(), "x".to_owned()),
        ("A".to_owned(), "b c".to_owned()),
    ];
    order.workdir = "/tmp".into();
    check(order, 3, "b c /tmp\n").await;
}

#[tokio::test]
async fn an_entrypoint_goes_before_the_arguments() {
    let mut order = order(&["a b", "c"]);
    order.image.entrypoint = Some(vec!["echo".to_owned()]);
    check(order, 0, "a b c\n").await;
}

#[tokio::test]
async fn a_program_that_is_not_there_is_no_error() {
    let Some(docker) = engine().await else { return };
    for (program, code) in [("no-such-program", 127), ("/etc/hosts", 126)] {
        let (exit, output) = run(&docker, order(&[program]), &CancellationToken::new()).await;
        assert_eq!(exit, Exit::Code(code), "{output}");
        assert!(output.contains(program), "{output}");
    }
}

#[tokio::test]
async fn a_missing_image_is_an_error() {
    let Some(docker) = engine().await else { return };
    let mut order = order(&["true"]);
    order.image = maillon_model::job::Image::named("127.0.0.1:9/gone:1");
    let never = CancellationToken::new();
    let (exit, text) = heard(async |output| docker.run(order, output, &never).await).await;
    assert!(matches!(exit, Err(SandboxError::Image { .. })), "{exit:?}");
    assert_eq!(text, "Pulling image 127.0.0.1:9/gone:1 ...\n");
}

#[tokio::test]
async fn it_sees_mounts_and_the_jobs_services() {
    let Some(docker) = engine().await else { return };
    let Some(bench) = bench().await else { return };
    let opened = bench
        .open_with(|order| crate::joined::web(order, "8080"))
        .await;
    let mut order = order(&[
        "sh",
        "-c",
        "wget -q -O - http://db:8080/x; ls /w; echo new > /w/out; touch /ro/x 2>&1",
    ]);
    std::fs::write(opened.file("in"), "").unwrap();
    order.network = opened.sandbox.network().map(str::to_owned);
    let mount = |guest: &str, access| Mount {
        host: opened.order.workspace.clone(),
        guest: guest.into(),
        access,
    };
    order.mounts = vec![
        mount("/w", Access::ReadWrite),
        mount("/ro", Access::ReadOnly),
    ];
    let (exit, output) = run(&docker, order, &CancellationToken::new()).await;
    assert_eq!(output, "hello\nin\ntouch: /ro/x: Read-only file system\n");
    assert_eq!(exit, Exit::Code(1));
    assert_eq!(
        std::fs::read_to_string(opened.file("out")).unwrap(),
        "new\n"
    );
    let owner = std::fs::metadata(opened.file("out")).unwrap().uid();
    assert_eq!(owner, rustix::process::getuid().as_raw());
    opened.close().await;
}

#[tokio::test]
async fn a_cancel_begins_with_the_interrupt_signal() {
    let Some(docker) = engine().await else { return };
    let ready = tempfile::tempdir().unwrap();
    let script = "trap 'echo interrupted; exit 1' INT; touch /r/y; while :; do sleep 0.05; done";
    let (exit, output) = canceled(&docker, script, ready.path()).await;
    assert_eq!((exit, output.as_str()), (Exit::Canceled, "interrupted\n"));
}

#[tokio::test]
async fn a_container_that_is_deaf_is_killed_and_removed() {
    let Some(docker) = engine().await else { return };
    let ready = tempfile::tempdir().unwrap();
    let script =
        "trap 'echo deaf' INT TERM; touch /r/y; while :; do echo x >> /r/alive; sleep 0.05; done";
    let start = Instant::now();
    let (exit, output) = canceled(&docker, script, ready.path()).await;
    assert_eq!((exit, output.as_str()), (Exit::Canceled, "deaf\ndeaf\n"));
    assert!(start.elapsed() < Duration::from_secs(10));
    assert!(!crate::bench::grows(&ready.path().join("alive")).await);
}

fn with_folder(script: &str, folder: &Path) -> ContainerOrder {
    let mut order = order(&["sh", "-c", script]);
    order.mounts = vec![Mount {
        host: folder.to_owned(),
        guest: "/r".into(),
        access: Access::ReadWrite,
    }];
    order
}

async fn until(file: PathBuf) {
    let start = Instant::now();
    while !file.exists() {
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "no {}",
            file.display()
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn canceled(docker: &DockerExecutor, script: &str, folder: &Path) -> (Exit, String) {
    let cancel = CancellationToken::new();
    let stop = async {
        until(folder.join("y")).await;
        cancel.cancel();
    };
    let (result, ()) = tokio::join!(run(docker, with_folder(script, folder), &cancel), stop);
    result
}

#[tokio::test]
async fn a_container_that_nobody_waits_for_ends() {
    let Some(docker) = engine().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let order = with_folder(
        "touch /r/y; while :; do echo x >> /r/alive; sleep 0.05; done",
        folder.path(),
    );
    let (output, _pieces) = mpsc::channel(4);
    let never = CancellationToken::new();
    tokio::select! {
        _ = docker.run(order, output, &never) => panic!("it ended by itself"),
        () = until(folder.path().join("alive")) => {}
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!crate::bench::grows(&folder.path().join("alive")).await);
}

#[tokio::test]
async fn large_output_comes_whole() {
    let Some(docker) = engine().await else { return };
    let order = order(&[
        "sh",
        "-c",
        "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done",
    ]);
    let (exit, output) = run(&docker, order, &CancellationToken::new()).await;
    assert_eq!((exit, output.lines().count()), (Exit::Code(0), 20_000));
    assert!(output.ends_with("line 19999\n"));
}

// Images.

fn context(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

async fn build(
    docker: &DockerExecutor,
    folder: &Path,
    dockerfile: &str,
    tag: &str,
) -> (Exit, String) {
    let order = BuildOrder {
        context: folder.to_owned(),
        dockerfile: dockerfile.into(),
        tag: tag.to_owned(),
    };
    let never = CancellationToken::new();
    let (exit, text) = heard(async |output| docker.build(order, output, &never).await).await;
    (exit.unwrap_or_else(|error| panic!("build: {error}")), text)
}

#[tokio::test]
async fn an_image_is_built_without_what_is_left_out() {
    let Some(docker) = engine().await else { return };
    let folder = context(&[
        (
            "sub/Dockerfile",
            "FROM busybox:latest\nCOPY . /x\nENTRYPOINT [\"find\", \"/x\", \"-type\", \"f\"]\n",
        ),
        (".dockerignore", "*.log\nskip\n!skip/kept\nsub\n"),
        ("a.txt", "a"),
        ("b.log", "b"),
        ("skip/gone", ""),
        ("skip/kept", ""),
    ]);
    let tag = "maillon-test-build:ignore";
    let (exit, output) = build(&docker, folder.path(), "sub/Dockerfile", tag).await;
    assert_eq!(exit, Exit::Code(0), "{output}");
    assert!(output.contains("FROM busybox:latest"), "{output}");
    let mut order = order(&[]);
    order.image = local(tag);
    order.args = None;
    let (_, found) = run(&docker, order, &CancellationToken::new()).await;
    let mut found: Vec<&str> = found.lines().collect();
    found.sort_unstable();
    assert_eq!(found, ["/x/.dockerignore", "/x/a.txt", "/x/skip/kept"]);
}

#[tokio::test]
async fn a_build_that_fails_is_no_error() {
    let Some(docker) = engine().await else { return };
    for (dockerfile, expected) in [
        (
            "FROM busybox:latest\nRUN echo trying; exit 3\n",
            "returned a non-zero code: 3",
        ),
        ("NONSENSE\n", "unknown instruction: NONSENSE"),
    ] {
        let folder = context(&[("Dockerfile", dockerfile)]);
        let (exit, output) = build(
            &docker,
            folder.path(),
            "Dockerfile",
            "maillon-test-build:fails",
        )
        .await;
        assert_eq!(exit, Exit::Code(1), "{output}");
        assert!(output.contains(expected), "{output}");
    }
}
