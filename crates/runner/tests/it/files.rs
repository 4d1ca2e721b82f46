//! Workspaces, artifacts, caches.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use maillon_model::{Outcome, RunStatus, Timestamp};
use maillon_runner::WorkspaceMode;
use maillon_source::repository::{Options, Repository};

use crate::bench::{Bench, artifacts, cache, job};

#[tokio::test]
async fn a_job_gets_the_tree_and_can_not_harm_it() {
    let mut bench = Bench::new(&[("a.txt", "one"), ("d/run.sh", "echo ran"), ("ignored", "x")]);
    let script = bench.tree().join("d/run.sh");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    std::os::unix::fs::symlink("a.txt", bench.tree().join("link")).unwrap();
    bench.options.slots = 1;
    let harm = [
        "cat link",
        "test ! -e ignored",
        "./d/run.sh",
        "echo two > a.txt",
        "rm -r d",
        "touch new",
    ];
    let look = ["cat a.txt", "./d/run.sh", "test ! -e new"];
    let run = bench
        .run(vec![job("harm", 0, &harm), job("look", 1, &look)])
        .await;
    run.assert_status(RunStatus::Success);
    assert_eq!(
        fs::read_to_string(bench.tree().join("a.txt")).unwrap(),
        "one"
    );
    assert!(script.exists() && !bench.tree().join("new").exists());
    assert_eq!(bench.left_in_builds(), Vec::<String>::new());
}

#[tokio::test]
async fn a_job_sees_files_whose_names_are_not_utf_8() {
    let mut bench = Bench::new(&[("a.txt", "one")]);
    let name = OsStr::from_bytes(b"d/caf\xe9");
    fs::create_dir(bench.tree().join("d")).unwrap();
    if fs::write(bench.tree().join(name), "two").is_err() {
        return; // The file system wants UTF-8.
    }
    let options = Options::new(bench.tree().join("../cache"), Timestamp(0));
    bench.options.source = Some(Arc::new(Repository::open(&bench.tree(), options).unwrap()));
    for _ in 0..2 {
        let script = ["test \"$(cat d/*)\" = two", "test -e a.txt"];
        let run = bench.run(vec![job("look", 0, &script)]).await;
        run.assert_status(RunStatus::Success);
    }
}

#[tokio::test]
async fn in_place_a_job_works_on_the_tree_itself() {
    let mut bench = Bench::new(&[("a.txt", "one")]);
    bench.options.mode = WorkspaceMode::InPlace;
    let run = bench.run(vec![job("make", 0, &["echo two > a.txt"])]).await;
    run.assert_status(RunStatus::Success);
    assert_eq!(
        fs::read_to_string(bench.tree().join("a.txt")).unwrap(),
        "two\n"
    );
}

#[tokio::test]
async fn artifacts_go_from_job_to_job_and_to_people() {
    let mut bench = Bench::new(&[("src", "x")]);
    let mut build = job(
        "build",
        0,
        &[
            "mkdir -p out/lib",
            "echo app > out/app",
            "ln -s app out/lib/l",
        ],
    );
    build.artifacts = Some(artifacts(&["out/", "missing"]));
    let test = job("test", 1, &["cat out/app", "readlink out/lib/l"]);
    let mut alone = job("alone", 1, &["test ! -e out"]);
    alone.dependencies = maillon_model::job::Dependencies::Jobs(Vec::new());
    let run = bench.run(vec![build, test, alone]).await;
    run.assert_status(RunStatus::Success);
    assert_eq!(run.result("build").left.files, ["out/app", "out/lib/l"]);
    let log = run.log("build");
    assert!(
        log.contains("out/: found 4 matching artifact files and directories"),
        "{log}"
    );
    assert!(
        log.contains("WARNING: missing: no matching files."),
        "{log}"
    );
    assert!(run.log("test").contains("Downloading artifacts for build"));
    let shown = bench.tree().join(".maillon/artifacts/build/out/app");
    assert_eq!(fs::read_to_string(shown).unwrap(), "app\n");
    assert_eq!(
        fs::read_to_string(bench.tree().join(".maillon/.gitignore")).unwrap(),
        "*\n"
    );
}

#[tokio::test]
async fn dotenv_variables_reach_later_jobs() {
    let mut bench = Bench::new(&[]);
    let mut build = job("build", 0, &["echo VERSION=1.2.3 > build.env"]);
    let mut reports = artifacts(&[]);
    reports
        .reports
        .insert("dotenv".to_owned(), vec!["build.env".to_owned()]);
    build.artifacts = Some(reports);
    let run = bench
        .run(vec![build, job("test", 1, &["echo \"v$VERSION\""])])
        .await;
    run.assert_status(RunStatus::Success);
    assert!(run.log("test").contains("v1.2.3"), "{}", run.log("test"));
    assert_eq!(run.result("build").left.dotenv["VERSION"], "1.2.3");
}

#[tokio::test]
async fn a_path_that_leads_out_is_not_kept() {
    let mut bench = Bench::new(&[]);
    let mut build = job("build", 0, &["echo x > ../stolen", "echo ok > ok"]);
    build.artifacts = Some(artifacts(&["../stolen", "/etc/passwd", "ok"]));
    let run = bench.run(vec![build]).await;
    run.assert_status(RunStatus::Success);
    assert_eq!(run.result("build").left.files, ["ok"]);
    let log = run.log("build");
    assert_eq!(
        log.matches("is not a subpath of project directory").count(),
        2,
        "{log}"
    );
}

#[tokio::test]
async fn an_archive_that_was_tampered_with_does_no_harm() {
    let mut bench = Bench::new(&[]);
    let victim = bench.folder.path().join("victim");
    fs::write(&victim, "safe").unwrap();
    let mut build = job("build", 0, &["mkdir l", "echo bad > l/victim"]);
    build.artifacts = Some(artifacts(&["l"]));
    // The second job's workspace has a link where the archive has a folder.
    let target = bench.folder.path().to_path_buf();
    std::os::unix::fs::symlink(&target, bench.tree().join("l")).unwrap();
    build.work = job("build", 0, &["rm l", "mkdir l", "echo bad > l/victim"]).work;
    let run = bench.run(vec![build, job("test", 1, &["true"])]).await;
    run.assert_status(RunStatus::Errored);
    let Outcome::Errored { message } = &run.result("test").outcome else {
        panic!("{:?}", run.result("test"));
    };
    assert!(message.contains("symbolic link leads out"), "{message}");
    assert_eq!(fs::read_to_string(victim).unwrap(), "safe");
}

#[tokio::test]
async fn a_cache_comes_back_in_the_next_run() {
    let mut bench = Bench::new(&[]);
    let make = |script: &[&str]| {
        let mut make = job("make", 0, script);
        make.caches = vec![cache("key one", &["vendor"])];
        vec![make]
    };
    let first = bench
        .run(make(&[
            "test ! -e vendor",
            "mkdir vendor",
            "echo lib > vendor/lib",
        ]))
        .await;
    first.assert_status(RunStatus::Success);
    assert!(
        first.log("make").contains("Failed to extract cache"),
        "{}",
        first.log("make")
    );
    let second = bench.run(make(&["cat vendor/lib"])).await;
    second.assert_status(RunStatus::Success);
    let log = second.log("make");
    assert!(
        log.contains("Successfully extracted cache") && log.contains("lib\n"),
        "{log}"
    );
    assert!(log.contains("Archive is up to date!"), "{log}");
}

#[tokio::test]
async fn a_snapshot_is_used_again_and_follows_the_tree() {
    let mut bench = Bench::new(&[("a", "one"), ("b", "b")]);
    let cat = || vec![job("cat", 0, &["cat a; ls"])];
    bench.run(cat()).await.assert_status(RunStatus::Success);
    fs::write(bench.tree().join("a"), "two").unwrap();
    fs::remove_file(bench.tree().join("b")).unwrap();
    fs::write(bench.tree().join("c"), "").unwrap();
    let run = bench.run(cat()).await;
    assert!(run.log("cat").contains("twoa\nc\n"), "{}", run.log("cat"));
}
