//! Real jobs: a clone from the server, a script in a shell, artifacts from one job to the next.

use std::path::{Path, PathBuf};
use std::time::Duration;

use maillon_model::job::{Artifacts, Body, Job, SaveWhen, Work};
use maillon_model::spec::{ArchiveId, Leftovers, Upstream};
use maillon_model::{JobName, Outcome};
use maillon_protocol::agent::Order;
use maillon_protocol::lease::Class;
use maillon_sandbox::{DetachedOrder, spawn_detached};
use serde_json::json;

use crate::job::order;
use crate::stage::Stage;

const TTL: Duration = Duration::from_secs(5);

/// Not a test by itself: the process of a real job.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn process() {
    let Some(folder) = std::env::args().next_back().map(PathBuf::from) else {
        return;
    };
    if folder.join("order.json").exists() {
        let environment = vec![("PATH".into(), "/usr/local/bin:/usr/bin:/bin".into())];
        maillon_agent::shim::run(&folder, environment)
            .await
            .unwrap();
    }
}

/// Runs git with what a person would type.
async fn git(folder: &Path, script: &str) -> String {
    let output = folder.with_extension("git-output");
    let mut child = spawn_detached(DetachedOrder {
        program: "/bin/sh".into(),
        arguments: vec!["-ec".into(), script.into()],
        environment: vec![
            ("PATH".into(), "/usr/local/bin:/usr/bin:/bin".into()),
            ("HOME".into(), folder.into()),
        ],
        cwd: folder.to_path_buf(),
        output: std::fs::File::create(&output).unwrap(),
    })
    .unwrap();
    let status = child.wait().await.unwrap();
    let said = std::fs::read_to_string(output).unwrap();
    assert!(status.success(), "{said}");
    said.trim().to_owned()
}

struct Real {
    stage: Stage,
    sha: String,
}

impl Real {
    async fn new() -> Self {
        let mut stage = Stage::new(TTL).await;
        "runner::process".clone_into(&mut stage.told.shim);
        let work = stage.file("work");
        std::fs::create_dir(&work).unwrap();
        let script = "git init -q -b main . && git config user.name n && git config user.email e
            echo hello > greeting && git add -A && git commit -qm first
            git clone -q --bare . ../app.git && git -C ../app.git update-server-info
            git rev-parse HEAD";
        let sha = git(&work, script).await;
        let repository = stage.file("app.git");
        stage.server.with(|world| world.repository = repository);
        Self { stage, sha }
    }

    fn order(&self, script: &[&str]) -> Order {
        let mut order = order(&[]);
        let body = [("script".to_owned(), json!(script))];
        order.spec.job = Job::new("job", Work::Body(Body::from_iter(body)));
        order.checkout.sha.clone_from(&self.sha);
        order
    }
}

#[tokio::test]
async fn a_real_job_works_on_a_clone_and_leaves_artifacts_for_the_next() {
    let real = Real::new().await;
    let mut first = real.order(&[
        "cat greeting",
        "echo made > out.txt",
        "git log --oneline | wc -l",
    ]);
    first.spec.job.artifacts = Some(Artifacts {
        name: None,
        paths: vec!["out.txt".to_owned()],
        exclude: Vec::new(),
        untracked: false,
        when: SaveWhen::OnSuccess,
        expire_in: None,
        reports: <_>::default(),
    });
    real.stage.server.add(1, Class::Build, first);
    let _daemon = real.stage.daemon();
    assert_eq!(
        real.stage.until_finished(1).await,
        Outcome::Success,
        "{}",
        real.stage.server.text(1)
    );
    let text = real.stage.server.text(1);
    assert!(
        text.contains("\nhello\n") && text.contains("\n1\n"),
        "{text}"
    );
    let archive: ArchiveId = real.stage.server.task(1, |task| {
        task.finish.clone().unwrap().result.left.archive.unwrap()
    });
    assert!(
        real.stage
            .server
            .with(|world| world.archives.contains_key(&archive.0))
    );
    // Another machine would not have it: it comes from the server.
    std::fs::remove_dir_all(real.stage.told.data.join("projects/app/store")).unwrap();
    std::fs::create_dir(real.stage.told.data.join("projects/app/store")).unwrap();
    let mut second = real.order(&["cat out.txt"]);
    second.spec.upstream.push(Upstream {
        job: JobName::new("first"),
        left: Leftovers {
            archive: Some(archive),
            ..Leftovers::default()
        },
    });
    real.stage.server.add(2, Class::Build, second);
    assert_eq!(real.stage.until_finished(2).await, Outcome::Success);
    assert!(real.stage.server.text(2).contains("\nmade\n"));
    let config =
        std::fs::read_to_string(real.stage.told.data.join("projects/app/mirror.git/config"));
    assert!(!config.unwrap().contains("token"));
}

#[tokio::test]
async fn a_clone_waits_for_the_server_and_a_missing_commit_is_told() {
    let real = Real::new().await;
    let mut order = real.order(&["true"]);
    order.checkout.sha = "1".repeat(40);
    real.stage.server.add(1, Class::Build, order);
    let _daemon = real.stage.daemon();
    match real.stage.until_finished(1).await {
        Outcome::Errored { message } => assert!(message.contains("check out"), "{message}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_script_that_runs_ends_with_its_killed_process() {
    let real = Real::new().await;
    let alive = real.stage.file("alive");
    let script = format!(
        "while :; do date +%s%N > {}; sleep 0.02; done",
        alive.display()
    );
    let order = real.order(&["echo begun", &script]);
    real.stage.server.add(1, Class::Build, order);
    let _daemon = real.stage.daemon();
    real.stage.until("it runs", |_| alive.exists()).await;
    real.stage
        .server
        .task(1, |task| task.stage = crate::server::Stage::Taken);
    real.stage
        .until("it is given up", |stage| stage.tasks().is_empty())
        .await;
    let last = std::fs::read(&alive).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(
        std::fs::read(&alive).unwrap(),
        last,
        "its script still runs"
    );
}
