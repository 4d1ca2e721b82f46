//! The docker executor, where an engine answers.

use std::os::unix::fs::MetadataExt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use indexmap::IndexMap;
use maillon_model::job::{Image, PullPolicy, Service};
use maillon_sandbox::{DockerExecutor, DockerOptions, Exit, SandboxError};
use tokio_util::sync::CancellationToken;

use crate::bench::{Bench, Lines};
use crate::conformance::suite;

pub(crate) const SMALL: &str = "busybox:latest";

/// The engine of this machine. `MAILLON_TEST_DOCKER=require` makes its absence a failure.
pub(crate) async fn engine() -> Option<DockerExecutor> {
    #[expect(
        clippy::disallowed_methods,
        reason = "who runs the tests says where the engine is"
    )]
    let variable = |name| std::env::var(name).ok();
    let options = DockerOptions {
        host: variable("DOCKER_HOST"),
        runtime_dir: variable("XDG_RUNTIME_DIR").map(Into::into),
        home: variable("HOME").map(Into::into),
        ..DockerOptions::default()
    };
    match DockerExecutor::connect(options).await {
        Ok(executor) => Some(executor),
        Err(error) if variable("MAILLON_TEST_DOCKER").as_deref() == Some("require") => {
            panic!("{error}")
        }
        Err(error) => {
            #[expect(clippy::print_stdout, reason = "a skipped test says so")]
            {
                println!("skipped: {error}");
            }
            None
        }
    }
}

pub(crate) async fn bench_of(image: &str) -> Option<Bench> {
    let executor = Arc::new(engine().await?);
    Some(Bench {
        executor,
        image: Some(local(image)),
    })
}

pub(crate) fn local(image: &str) -> Image {
    Image {
        pull_policy: PullPolicy::Never,
        ..Image::named(image)
    }
}

pub(crate) fn service(image: &str, command: &str) -> Service {
    Service {
        image: local(image),
        aliases: vec!["db".to_owned(), "other-name".to_owned()],
        command: Some(vec!["sh".to_owned(), "-c".to_owned(), command.to_owned()]),
        variables: IndexMap::new(),
    }
}

pub(crate) async fn bench() -> Option<Bench> {
    bench_of(SMALL).await
}

suite!(bench);

#[tokio::test]
async fn it_runs_in_the_image_with_the_orders_variables() {
    let Some(bench) = bench_of("debian:bookworm").await else {
        return;
    };
    let opened = bench.open().await;
    let (exit, output) = opened
        .sh(". /etc/os-release; echo $ID $FROM_ORDER $PWD")
        .await;
    assert_eq!(
        (exit, output.as_str()),
        (Exit::Code(0), "debian 1 /builds/group/project\n")
    );
    opened.close().await;
}

#[tokio::test]
async fn a_canceled_tree_dies_in_a_larger_image_too() {
    let Some(bench) = bench_of("debian:bookworm").await else {
        return;
    };
    crate::conformance::cancel_of_a_tree_that_ignores_it(bench).await;
}

#[tokio::test]
async fn git_is_told_that_the_workspace_is_safe() {
    let Some(bench) = bench().await else { return };
    let opened = bench.open().await;
    let (_, output) = opened
        .sh("echo $GIT_CONFIG_COUNT $GIT_CONFIG_KEY_0 $GIT_CONFIG_VALUE_0")
        .await;
    assert!(output.starts_with("1 safe.directory"), "{output}");
    opened.close().await;
}

#[tokio::test]
async fn a_job_runs_as_the_images_user() {
    let Some(bench) = bench().await else { return };
    let change = |order: &mut maillon_sandbox::SandboxOrder| {
        order.image.as_mut().unwrap().user = Some("1234:56".to_owned());
    };
    let opened = bench.open_with(change).await;
    assert_eq!(
        opened.sh("id -u; id -g").await,
        (Exit::Code(0), "1234\n56\n".to_owned())
    );
    opened.close().await;
}

#[tokio::test]
async fn an_entrypoint_runs_first_and_starts_the_job() {
    let Some(bench) = bench().await else { return };
    let lines = Lines::default();
    let script = r#"echo prepared > /prepared; echo from the entrypoint; exec "$@""#;
    let entrypoint = ["sh", "-c", script, "sh"].map(str::to_owned);
    let change = |order: &mut maillon_sandbox::SandboxOrder| {
        order.image.as_mut().unwrap().entrypoint = Some(entrypoint.into());
    };
    let opened = bench.try_open(change, &lines).await.unwrap();
    assert_eq!(lines.text(), "from the entrypoint");
    assert_eq!(opened.sh("cat /prepared").await.1, "prepared\n");
    opened.close().await;
}

#[tokio::test]
async fn an_entrypoint_that_does_not_start_the_job_is_an_error() {
    let Some(bench) = bench().await else { return };
    let entrypoint = ["sh", "-c", "echo I do not start anything; exit 3"].map(str::to_owned);
    let change = |order: &mut maillon_sandbox::SandboxOrder| {
        order.image.as_mut().unwrap().entrypoint = Some(entrypoint.into());
    };
    let error = bench
        .try_open(change, &Lines::default())
        .await
        .err()
        .unwrap()
        .to_string();
    assert!(
        error.contains("I do not start anything") && error.contains("entrypoint: [\"\"]"),
        "{error}"
    );
}

#[tokio::test]
async fn services_answer_under_all_their_names() {
    let Some(bench) = bench().await else { return };
    let lines = Lines::default();
    let change = |order: &mut maillon_sandbox::SandboxOrder| {
        let mut web = service(
            SMALL,
            "sleep 1; mkdir /w; echo $PAGE > /w/x; httpd -f -p 8080 -h /w",
        );
        web.variables.insert("PAGE".to_owned(), "hello".to_owned());
        web.variables
            .insert("HEALTHCHECK_TCP_PORT".to_owned(), "8080".to_owned());
        order.services = vec![web];
    };
    let opened = bench.try_open(change, &lines).await.unwrap();
    assert_eq!(lines.text(), "");
    for name in ["db", "other-name", "busybox"] {
        let (_, output) = opened
            .sh(&format!("wget -q -O - http://{name}:8080/x"))
            .await;
        assert_eq!(output, "hello\n", "{name}");
    }
    opened.close().await;
}

#[tokio::test]
async fn the_log_of_a_service_that_fails_is_shown_and_the_job_goes_on() {
    let Some(bench) = bench().await else { return };
    let lines = Lines::default();
    let change = |order: &mut maillon_sandbox::SandboxOrder| {
        order.services = vec![service(SMALL, "echo no license; exit 4")];
    };
    let opened = bench.try_open(change, &lines).await.unwrap();
    let text = lines.text();
    let expected = "WARNING: Service busybox:latest probably didn't start properly: \
                    it ended with exit code 4\nService container logs:\nno license\n*********";
    assert_eq!(text, expected);
    let logs = opened.sandbox.service_logs().await;
    let found: Vec<_> = logs
        .iter()
        .map(|log| (log.service.as_str(), log.lines.join(" ")))
        .collect();
    assert_eq!(found, [(SMALL, "no license".to_owned())]);
    opened.close().await;
}

#[tokio::test]
async fn a_service_that_does_not_answer_is_waited_for_only_so_long() {
    let Some(bench) = bench().await else { return };
    let (lines, start) = (Lines::default(), Instant::now());
    let change = |order: &mut maillon_sandbox::SandboxOrder| {
        let mut slow = service(SMALL, "echo thinking; sleep 100");
        slow.variables
            .insert("HEALTHCHECK_TCP_PORT".to_owned(), "81".to_owned());
        order.services = vec![slow];
        order.services_limit = Duration::from_secs(1);
    };
    let opened = bench.try_open(change, &lines).await.unwrap();
    let text = lines.text();
    assert!(
        text.contains("does not answer after 1 s") && text.contains("thinking"),
        "{text}"
    );
    assert!(start.elapsed() < Duration::from_secs(15));
    opened.close().await;
}

#[tokio::test]
async fn an_image_that_is_not_there_is_an_error() {
    let Some(mut bench) = bench().await else {
        return;
    };
    bench.image = Some(local("no-such-image:1"));
    let error = bench
        .try_open(|_| (), &Lines::default())
        .await
        .err()
        .unwrap();
    let expected =
        "image no-such-image:1: the engine does not have it, and its pull policy is never";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn a_pull_that_fails_is_an_error_and_the_log_tells_of_it() {
    let Some(mut bench) = bench().await else {
        return;
    };
    let lines = Lines::default();
    bench.image = Some(Image::named("127.0.0.1:9/no-such-image:1"));
    let error = bench.try_open(|_| (), &lines).await.err().unwrap();
    assert!(matches!(&error, SandboxError::Image { .. }), "{error}");
    assert_eq!(
        lines.text(),
        "Pulling image 127.0.0.1:9/no-such-image:1 ..."
    );
}

#[tokio::test]
async fn opening_can_be_canceled_while_services_are_waited_for() {
    let Some(bench) = bench().await else { return };
    let (mut order, _folders) = bench.order();
    let mut slow = service(SMALL, "sleep 100");
    slow.variables
        .insert("HEALTHCHECK_TCP_PORT".to_owned(), "81".to_owned());
    order.services = vec![slow];
    let cancel = CancellationToken::new();
    let stop = async {
        tokio::time::sleep(Duration::from_secs(2)).await;
        cancel.cancel();
    };
    let lines = Lines::default();
    let (opened, ()) = tokio::join!(bench.executor.open(order, &lines, &cancel), stop);
    assert!(matches!(opened, Err(SandboxError::Canceled)));
}

#[tokio::test]
async fn no_engine_is_an_error_that_lists_what_was_tried() {
    let connect = |host: &str| {
        let host = Some(host.to_owned());
        DockerExecutor::connect(DockerOptions {
            host,
            ..DockerOptions::default()
        })
    };
    let error = connect("unix:///nowhere.sock").await.unwrap_err();
    let expected = "no container engine answers: unix:///nowhere.sock (no such socket)";
    assert_eq!(error.to_string(), expected);
    let error = connect("tcp://127.0.0.1:9").await.unwrap_err().to_string();
    assert!(error.contains("refused"), "{error}");
    let error = connect("ssh://host").await.unwrap_err().to_string();
    assert!(error.contains("ssh itself is not supported"), "{error}");
}

#[tokio::test]
async fn a_job_that_stops_its_container_ends() {
    let Some(bench) = bench().await else {
        return;
    };
    let opened = bench.open().await;
    let (exit, _) = opened.sh("kill -TERM 1; sleep 60").await;
    assert_eq!(exit, Exit::Code(137));
    opened.close().await;
}

#[tokio::test]
async fn a_missing_working_folder_is_an_error_or_a_code() {
    let Some(bench) = bench().await else {
        return;
    };
    let opened = bench.open().await;
    let mut exec = opened.exec(&["true"]);
    exec.cwd = "/no/such/folder".into();
    let (output, _chunks) = tokio::sync::mpsc::channel(8);
    let result = opened
        .sandbox
        .exec(exec, output, &CancellationToken::new())
        .await;
    assert!(!matches!(result, Ok(Exit::Code(0))), "{result:?}");
    opened.close().await;
}

#[tokio::test]
async fn an_images_user_may_write_the_workspace_until_it_is_handed_back() {
    let Some(bench) = bench().await else {
        return;
    };
    let change = |order: &mut maillon_sandbox::SandboxOrder| {
        order.image.as_mut().unwrap().user = Some("1234:56".to_owned());
        std::fs::create_dir(order.workspace.join("src")).unwrap();
        std::fs::write(order.workspace.join("src/x"), "old").unwrap();
    };
    let opened = bench.open_with(change).await;
    let before = rustix::process::getuid().as_raw();
    let (exit, output) = opened
        .sh("echo new > src/x && echo y > src/y && rm src/x")
        .await;
    assert_eq!((exit, output.as_str()), (Exit::Code(0), ""));
    opened.sandbox.hand_back().await.unwrap();
    for name in ["", "src", "src/y"] {
        let now = std::fs::metadata(opened.file(name)).unwrap().uid();
        assert_eq!(now, before, "{name}");
    }
    opened.close().await;
}
