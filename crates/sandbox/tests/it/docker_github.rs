//! What GitHub's workflows say of containers.

use std::os::unix::fs::MetadataExt;
use std::time::{Duration, Instant};

use maillon_model::job::Image;
use maillon_sandbox::{Access, Exit, Mount, SandboxError, SandboxOrder, ServiceTerms};

use crate::bench::Lines;
use crate::docker::{SMALL, bench, bench_of, local, service};
use crate::joined::web;

fn options(image: &mut Image, words: &[&str]) {
    image.extras.options = words.iter().map(|&word| word.to_owned()).collect();
}

fn job_options(words: &'static [&'static str]) -> impl FnOnce(&mut SandboxOrder) {
    |order| options(order.image.as_mut().unwrap(), words)
}

#[tokio::test]
async fn a_jobs_container_has_its_options() {
    let Some(bench) = bench().await else { return };
    let words: &[&str] = &[
        "--hostname",
        "my.host.local",
        "--env",
        "GIVEN=a b",
        "--tmpfs",
        "/scratch:size=1m",
        "--init",
        "--cpus",
        "1",
        "--memory=256m",
        "--add-host",
        "elsewhere:10.1.2.3",
        "--ulimit",
        "nofile=99:99",
        "--shm-size",
        "8m",
    ];
    let opened = bench.open_with(job_options(words)).await;
    let script = "hostname; echo $GIVEN $FROM_ORDER; grep -c ' /scratch ' /proc/mounts; \
                  grep elsewhere /etc/hosts; ulimit -n";
    let (exit, output) = opened.sh(script).await;
    assert_eq!(exit, Exit::Code(0));
    assert_eq!(output, "my.host.local\na b 1\n1\n10.1.2.3\telsewhere\n99\n");
    assert!(opened.sandbox.container().is_some());
    opened.close().await;
}

#[tokio::test]
async fn an_option_that_is_unknown_is_an_error() {
    let Some(bench) = bench().await else { return };
    let lines = Lines::default();
    for (words, why) in [
        (
            &["--cpu", "1"] as &[_],
            "option --cpu: docker create does not know it; did you mean --cpus?",
        ),
        (
            &["--network", "host"],
            "option --network: the network is made for the job, so that its containers find each other",
        ),
    ] {
        let error = bench
            .try_open(job_options(words), &lines)
            .await
            .err()
            .unwrap();
        assert_eq!(
            error.to_string(),
            format!("container of busybox:latest: {why}")
        );
    }
}

#[tokio::test]
async fn a_user_without_rights_may_write_all_that_is_the_jobs() {
    let Some(bench) = bench_of("debian:bookworm").await else {
        return;
    };
    let change = |order: &mut SandboxOrder| {
        options(order.image.as_mut().unwrap(), &["--user", "nobody"]);
        std::fs::create_dir_all(order.private.join("_temp/deep")).unwrap();
        std::fs::create_dir(order.workspace.join("src")).unwrap();
    };
    let opened = bench.open_with(change).await;
    std::fs::write(opened.order.private.join("script"), "echo from the host").unwrap();
    let private = opened.sandbox.private().display().to_string();
    let script = format!(
        "id -un; echo x > src/made; echo y > {private}/_temp/deep/made; sh {private}/script"
    );
    let (exit, output) = opened.sh(&script).await;
    assert_eq!(
        (exit, output.as_str()),
        (Exit::Code(0), "nobody\nfrom the host\n")
    );
    opened.sandbox.hand_back().await.unwrap();
    let owner = std::fs::metadata(opened.file("src/made")).unwrap().uid();
    assert_eq!(owner, rustix::process::getuid().as_raw());
    opened.close().await;
}

#[tokio::test]
async fn mounts_and_volumes() {
    let Some(bench) = bench().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let mount = |name: &str, access| {
        let host = folder.path().join(name);
        std::fs::create_dir(&host).unwrap();
        let guest = format!("/{name}").into();
        Mount {
            host,
            guest,
            access,
        }
    };
    let mounts = vec![
        mount("kept", Access::ReadWrite),
        mount("shown", Access::ReadOnly),
    ];
    let change = |order: &mut SandboxOrder| {
        order.mounts = mounts;
        std::fs::create_dir(order.workspace.join("sub")).unwrap();
        let volumes = ["./sub:/sub", "/anonymous"].map(str::to_owned);
        order.image.as_mut().unwrap().extras.volumes = volumes.into();
    };
    let opened = bench.open_with(change).await;
    let (_, output) = opened
        .sh("echo a > /kept/a; echo b > /shown/b; echo c > /sub/c; grep -c ' /anonymous ' /proc/mounts")
        .await;
    assert_eq!(
        output,
        "sh: can't create /shown/b: Read-only file system\n1\n"
    );
    assert!(folder.path().join("kept/a").is_file());
    assert!(opened.file("sub/c").is_file());
    opened.close().await;
}

#[tokio::test]
async fn services_beside_a_container_have_names_and_ports() {
    let Some(bench) = bench().await else { return };
    let opened = bench.open_with(|order| web(order, "8080")).await;
    let (_, output) = opened.sh("wget -q -O - http://db:8080/x").await;
    assert_eq!(output, "hello\n");
    let running = &opened.sandbox.services()[0];
    assert!(running.ports[&8080] > 0 && !running.container.is_empty());
    assert!(opened.sandbox.network().is_some());
    opened.close().await;
}

#[tokio::test]
async fn a_health_check_is_waited_for() {
    let Some(bench) = bench().await else { return };
    let (lines, start) = (Lines::default(), Instant::now());
    let change = |order: &mut SandboxOrder| {
        let mut slow = service(SMALL, "sleep 2; touch /ready; sleep 100");
        options(
            &mut slow.image,
            &[
                "--health-cmd",
                "test -f /ready",
                "--health-interval=20s",
                "--health-retries",
                "2",
            ],
        );
        order.services = vec![slow];
        order.terms = ServiceTerms::Apart;
        order.services_limit = Duration::from_millis(100);
    };
    let opened = bench.try_open(change, &lines).await.unwrap();
    let took = start.elapsed();
    assert!(
        took > Duration::from_secs(2) && took < Duration::from_secs(15),
        "{took:?}"
    );
    assert_eq!(lines.text(), "");
    opened.close().await;
}

#[tokio::test]
async fn a_health_check_that_fails_is_an_error() {
    let Some(bench) = bench().await else { return };
    let change = |order: &mut SandboxOrder| {
        let mut ill = service(SMALL, "echo no disk; sleep 100");
        options(
            &mut ill.image,
            &[
                "--health-cmd",
                "echo unwell; false",
                "--health-interval=1s",
                "--health-retries=2",
            ],
        );
        order.services = vec![ill];
        order.terms = ServiceTerms::Apart;
    };
    let error = bench
        .try_open(change, &Lines::default())
        .await
        .err()
        .unwrap();
    assert!(matches!(error, SandboxError::Service { .. }));
    let expected = "service busybox:latest: its health check fails: unwell. Its log:\nno disk";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn a_service_that_ends_though_it_has_a_health_check_is_an_error() {
    let Some(bench) = bench().await else { return };
    let change = |order: &mut SandboxOrder| {
        let mut gone = service(SMALL, "true");
        options(&mut gone.image, &["--health-cmd", "true"]);
        order.services = vec![gone];
        order.terms = ServiceTerms::Apart;
    };
    let error = bench
        .try_open(change, &Lines::default())
        .await
        .err()
        .unwrap();
    let expected = "service busybox:latest: it ended with exit code 0. It printed nothing";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn what_the_engine_finds_wrong_with_a_container_is_the_definitions() {
    let Some(bench) = bench().await else { return };
    let lines = Lines::default();
    let nobody = bench.try_open(job_options(&["--user", "no-such-user"]), &lines);
    let error = nobody.await.err().unwrap();
    assert!(matches!(error, SandboxError::Options { .. }), "{error:?}");
    let expected = "container of busybox:latest: unable to find user no-such-user";
    assert!(error.to_string().starts_with(expected), "{error:?}");
}

#[tokio::test]
async fn an_entrypoint_of_its_own_goes_before_the_option() {
    let Some(bench) = bench().await else { return };
    let change = |order: &mut SandboxOrder| {
        let image = order.image.as_mut().unwrap();
        image.entrypoint = Some(Vec::new());
        options(image, &["--entrypoint", "false"]);
    };
    let opened = bench.open_with(change).await;
    assert_eq!(opened.sh("echo here").await.1, "here\n");
    opened.close().await;
}

#[tokio::test]
async fn credentials_are_not_in_what_is_shown() {
    let mut image = local("registry.example.com/a:1");
    image.extras.credentials = Some(maillon_model::container::Credentials {
        username: "me".to_owned(),
        password: maillon_model::Secret::new("s3cret"),
    });
    assert!(!format!("{image:?}").contains("s3cret"));
}
