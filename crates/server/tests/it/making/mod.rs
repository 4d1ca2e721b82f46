//! Pipelines of real repositories, in all dialects.

mod bench;

use std::sync::Arc;

use indexmap::IndexMap;
use maillon_engine::{Decision, Pending};
use maillon_model::JobId;
use maillon_model::job::Work as JobWork;
use maillon_model::trigger::{MergeRequest, TriggerEvent};
use maillon_model::variable::Value;
use maillon_protocol::api::RunState;
use maillon_server::making::{form, sweep};
use maillon_server::runs::{Decided, Maker};
use maillon_store::{MadeRun, RunStand};

use bench::{Bench, Plan, Wish, git, invalid, nothing, variable};

use crate::support::TestServer;

const GITLAB: &str = "
variables: {TARGET: {value: staging, description: Where to}}
build: {script: make, tags: [gpu]}
deploy: {script: make deploy, environment: {name: production}}
review: {script: make review, environment: {name: review/$CI_COMMIT_REF_NAME}}
";

#[tokio::test]
async fn a_gitlab_pipeline_knows_the_server() {
    let bench = Bench::new(&[(".gitlab-ci.yml", GITLAB)]).await;
    let plan = bench.made(Wish::default()).await;
    assert_eq!(plan.jobs(), ["build", "deploy", "review"]);
    let run = format!("{}/projects/shop/runs/1", bench.server.url);
    let check = |name: &str, expected: &str| {
        assert_eq!(
            plan.variable("build", name).as_deref(),
            Some(expected),
            "{name}"
        );
    };
    check("CI_PIPELINE_URL", &run);
    check("CI_PIPELINE_IID", "1");
    check("CI_PIPELINE_ID", &plan.run.id.to_string());
    check("CI_SERVER_URL", &bench.server.url);
    check("CI_COMMIT_SHA", &bench.sha("HEAD"));
    check("CI_COMMIT_REF_PROTECTED", "true");
    check("CI_PROJECT_PATH", "group/shop");
    check("GITLAB_USER_LOGIN", "developer");
    check("TARGET", "staging");
    let order = plan.order("build");
    assert_eq!(order.spec.job.tags, ["gpu"]);
    assert_eq!(order.checkout.repository, "git/shop");
    assert_eq!(
        order.checkout.remote_url,
        format!("{}/git/shop", bench.server.url)
    );
    assert_eq!(
        (order.checkout.branch, order.checkout.sha),
        (None, bench.sha("HEAD"))
    );
}

#[tokio::test]
async fn nothing_stays_where_nothing_is_decided_late() {
    let bench = Bench::new(&[(".gitlab-ci.yml", GITLAB)]).await;
    let plan = bench.made(Wish::default()).await;
    assert!(!bench.folder(&plan.run).exists());
}

#[tokio::test]
async fn secrets_go_where_they_may() {
    let bench = Bench::new(&[(".gitlab-ci.yml", GITLAB)]).await;
    bench.secret("TOKEN", "for-everybody", None, false).await;
    bench
        .secret("TOKEN", "for-production", Some("production"), false)
        .await;
    bench
        .secret("REVIEW", "for-reviews", Some("review/*"), false)
        .await;
    bench.secret("KEY", "protected", None, true).await;
    let check = |plan: &Plan, job: &str, name: &str, expected: Option<&str>| {
        assert_eq!(
            plan.variable(job, name).as_deref(),
            expected,
            "{job} {name}"
        );
    };
    let protected = bench.made(Wish::default()).await;
    check(&protected, "build", "TOKEN", Some("for-everybody"));
    check(&protected, "deploy", "TOKEN", Some("for-production"));
    check(&protected, "build", "REVIEW", None);
    check(&protected, "review", "REVIEW", Some("for-reviews"));
    check(&protected, "build", "KEY", Some("protected"));
    let open = Wish {
        protected: false,
        ..Wish::default()
    };
    check(&bench.made(open).await, "build", "KEY", None);
    let outside = Wish {
        protected: false,
        trusted: false,
        ..Wish::default()
    };
    let outside = bench.made(outside).await;
    check(&outside, "build", "TOKEN", None);
    check(&outside, "deploy", "TOKEN", None);
    let order = protected.order("deploy");
    let masked = order.spec.job.variables.get("TOKEN").unwrap();
    assert!(matches!(masked.value, Value::Masked(_)));
}

#[tokio::test]
async fn a_push_of_several_commits_counts_as_a_whole() {
    let rule = "a: {script: x, rules: [{changes: [first.txt]}]}\nb: {script: x}";
    let bench = Bench::new(&[(".gitlab-ci.yml", rule)]).await;
    let before = bench.sha("HEAD");
    bench.commit(&[("first.txt", "1")]);
    bench.commit(&[("second.txt", "2")]);
    let wish = |before| Wish {
        before: Some(before),
        ..Wish::default()
    };
    assert_eq!(bench.made(wish(before)).await.jobs(), ["a", "b"]);
    let last = bench.sha("HEAD^");
    assert_eq!(bench.made(wish(last)).await.jobs(), ["b"]);
}

#[tokio::test]
async fn a_merge_request_is_compared_with_its_target() {
    let rules =
        "a: {script: x, rules: [{if: '$CI_MERGE_REQUEST_IID == \"7\"', changes: [new.txt]}]}";
    let bench = Bench::new(&[(".gitlab-ci.yml", rules)]).await;
    git(bench.tree.path(), &["checkout", "--quiet", "-b", "feature"]);
    bench.commit(&[("new.txt", "1")]);
    bench.commit(&[("other.txt", "1")]);
    let request = MergeRequest {
        number: 7,
        source_branch: "feature".to_owned(),
        target_branch: "main".to_owned(),
        ..MergeRequest::default()
    };
    let wish = Wish {
        event: TriggerEvent::MergeRequest(request),
        git_ref: "refs/heads/feature",
        ..Wish::default()
    };
    let plan = bench.made(wish).await;
    assert_eq!(plan.jobs(), ["a"]);
    let target = plan.variable("a", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME");
    assert_eq!(target.as_deref(), Some("main"));
}

#[tokio::test]
async fn what_is_wrong_is_told() {
    let bench = Bench::new(&[("README.md", "")]).await;
    let (_, made) = bench.make(Wish::default()).await;
    assert!(nothing(made).contains("no definition"));
    bench
        .settings(|settings| settings.definition = Some("ci/main.yml".to_owned()))
        .await;
    let (_, made) = bench.make(Wish::default()).await;
    assert!(invalid(made).contains("ci/main.yml"));
    bench.commit(&[("ci/main.yml", "a: {script: 1, stage: nowhere}")]);
    let (run, made) = bench.make(Wish::default()).await;
    assert!(invalid(made).contains("nowhere"));
    assert!(!bench.folder(&run).exists());
    bench.commit(&[("ci/main.yml", "a: {script: x, rules: [{when: never}]}")]);
    let (_, made) = bench.make(Wish::default()).await;
    assert!(nothing(made).contains("main"));
    bench
        .settings(|settings| settings.definition = Some("../../key".to_owned()))
        .await;
    let (_, made) = bench.make(Wish::default()).await;
    assert!(invalid(made).contains("../../key"));
}

#[tokio::test]
async fn a_child_pipeline_is_made_late_also_after_a_restart() {
    let parent = "t: {trigger: {include: child.yml}}";
    let child = "inner: {script: x}\nmore: {trigger: {include: grandchild.yml}}";
    let bench = Bench::new(&[
        (".gitlab-ci.yml", parent),
        ("child.yml", child),
        ("grandchild.yml", "last: {script: x}"),
    ])
    .await;
    let plan = bench.made(Wish::default()).await;
    // Whatever lay on the disk is gone.
    bench.making.forget(plan.run.id).await;
    let decided = plan.decide(0).await;
    let Ok(Decision::Child(pipeline)) = &decided.decision else {
        panic!("{decided:?}");
    };
    assert_eq!(pipeline.jobs[0].name.as_str(), "inner");
    // Another server goes on.
    let other = bench.making.mind(&plan.run, &plan.made);
    other.adopt(
        JobId(0),
        decided.decision.as_ref().unwrap(),
        decided.note.as_ref(),
    );
    let pipeline = Arc::clone(pipeline);
    let decided = tokio::task::spawn_blocking(move || {
        other.decide(&Pending {
            job: &pipeline.jobs[1],
            id: JobId(2),
            parent: Some(JobId(0)),
            pipeline: &pipeline,
            settled: &[],
            archives: IndexMap::new(),
        })
    });
    let Ok(Decision::Child(pipeline)) = decided.await.unwrap().decision else {
        panic!("no grandchild");
    };
    let source = pipeline.jobs[0]
        .variables
        .get("CI_PIPELINE_SOURCE")
        .unwrap();
    assert_eq!(source.value.expose(), "parent_pipeline");
    bench.making.forget(plan.run.id).await;
    assert!(!bench.folder(&plan.run).exists());
}

/// A job of `shop` triggers `other`, which has a secret.
async fn triggering(login: &'static str) -> (Plan, Decided) {
    let server = TestServer::start().await;
    let other = Bench::on(
        server,
        "other",
        &[(
            ".gitlab-ci.yml",
            "theirs: {script: x, environment: {name: p}}",
        )],
    )
    .await;
    other.secret("THEIRS", "of-other", None, false).await;
    other.secret("SCOPED", "of-p", Some("p"), false).await;
    let shop = Bench::on(
        other.server,
        "shop",
        &[(".gitlab-ci.yml", "t: {trigger: group/other}")],
    )
    .await;
    shop.secret("OURS", "of-shop", None, false).await;
    let wish = Wish {
        login,
        ..Wish::default()
    };
    let plan = shop.made(wish).await;
    let decided = plan.decide(0).await;
    (plan, decided)
}

#[tokio::test]
async fn a_pipeline_of_another_project_has_that_projects_commit_and_secrets() {
    let (plan, decided) = triggering("root").await;
    let Ok(Decision::Child(pipeline)) = &decided.decision else {
        panic!("{decided:?}");
    };
    plan.mind.adopt(
        JobId(0),
        decided.decision.as_ref().unwrap(),
        decided.note.as_ref(),
    );
    let order = plan.order_of(&pipeline.jobs[0], &[JobId(0)]);
    assert_eq!(
        (
            order.project.name.as_str(),
            order.checkout.repository.as_str()
        ),
        ("other", "git/other")
    );
    assert_eq!(variable(&order, "THEIRS").as_deref(), Some("of-other"));
    assert_eq!(variable(&order, "SCOPED").as_deref(), Some("of-p"));
    assert_eq!(variable(&order, "OURS"), None);
}

#[tokio::test]
async fn who_is_no_developer_there_starts_no_pipeline_of_another_project() {
    let (_, decided) = triggering("developer").await;
    assert!(
        decided
            .decision
            .unwrap_err()
            .contains("may start no pipeline")
    );
}

#[tokio::test]
async fn includes_of_other_projects_need_that_who_started_the_run_may_read_them() {
    let files = [("ci/jobs.yml", "shared: {script: x}")];
    let server = TestServer::start().await;
    let library = Bench::on(server, "library", &files).await;
    let text = "include: [{project: group/library, file: ci/jobs.yml}]";
    let shop = Bench::on(library.server, "shop", &[(".gitlab-ci.yml", text)]).await;
    let by = |login| Wish {
        login,
        ..Wish::default()
    };
    assert_eq!(shop.made(by("root")).await.jobs(), ["shared"]);
    let outside = Wish {
        trusted: false,
        ..by("root")
    };
    let (_, made) = shop.make(outside).await;
    assert!(invalid(made).contains("group/library"));
}

const WORKFLOW: &str = "
on:
  push:
  workflow_dispatch: {inputs: {level: {type: choice, options: [low, high], default: low}}}
jobs:
  build:
    runs-on: ubuntu-latest
    environment: production
    steps: [{uses: actions/checkout@v4}, {run: make}]
  gpu: {runs-on: [self-hosted, gpu], steps: [{run: make}]}
";

#[tokio::test]
async fn workflows_run_on_agents_by_their_labels() {
    let bench = Bench::new(&[(".github/workflows/ci.yml", WORKFLOW)]).await;
    bench
        .secret("TOKEN", "for-production", Some("production"), false)
        .await;
    let plan = bench.made(Wish::default()).await;
    assert_eq!(plan.jobs(), ["build", "gpu"]);
    let (build, gpu) = (plan.order("build"), plan.order("gpu"));
    assert_eq!(build.spec.job.tags, Vec::<String>::new());
    assert_eq!(gpu.spec.job.tags, ["gpu"]);
    assert_eq!(build.project.host, "github.com");
    assert_eq!(build.checkout.branch.as_deref(), Some("main"));
    assert_eq!(variable(&build, "TOKEN").as_deref(), Some("for-production"));
    assert_eq!(variable(&gpu, "TOKEN"), None);
    let shared = serde_json::to_string(&build.spec.shared).unwrap();
    assert!(shared.contains(&format!("\"server_url\":\"{}\"", bench.server.url)));
    assert!(shared.contains(&format!("\"run_id\":\"{}\"", plan.run.id)));
}

#[tokio::test]
async fn a_workflow_is_started_by_hand_with_inputs() {
    let bench = Bench::new(&[(".github/workflows/ci.yml", WORKFLOW)]).await;
    let wish = |value| Wish {
        event: TriggerEvent::Manual,
        inputs: vec![("level", value)],
        ..Wish::default()
    };
    let plan = bench.made(wish("high")).await;
    let shared = serde_json::to_string(&plan.made.pipeline.shared).unwrap();
    assert!(shared.contains("\"level\":\"high\""), "{shared}");
    let (_, made) = bench.make(wish("middle")).await;
    assert!(invalid(made).contains("level"));
}

const JENKINSFILE: &str = "
pipeline {
  agent { label 'linux && big' }
  parameters { booleanParam(name: 'DRY', defaultValue: true) }
  stages { stage('a') { steps { echo 'a' } } }
}
";

#[tokio::test]
async fn a_jenkinsfile_is_one_job_that_knows_its_build_before() {
    let bench = Bench::new(&[("Jenkinsfile", JENKINSFILE)]).await;
    bench
        .settings(|settings| settings.default_labels = vec!["usual".to_owned()])
        .await;
    let first = bench.made(Wish::default()).await;
    let order = first.order("Jenkinsfile");
    assert_eq!(order.spec.job.tags, ["big", "linux"]);
    let JobWork::Body(body) = &order.spec.job.work else {
        panic!("no body");
    };
    assert_eq!(body.0["previous"], serde_json::Value::Null);
    assert_eq!(body.0["trigger"]["site"]["url"], bench.server.url);
    end(&bench, &first).await;
    let second = bench.made(Wish::default()).await;
    let JobWork::Body(body) = &second.job("Jenkinsfile").work else {
        panic!("no body");
    };
    assert_eq!(body.0["previous"]["number"], 1);
}

#[tokio::test]
async fn trees_of_runs_that_are_over_are_swept_away() {
    let parent = "t: {trigger: {include: child.yml}}";
    let bench = Bench::new(&[(".gitlab-ci.yml", parent)]).await;
    let (over, open) = (
        bench.made(Wish::default()).await,
        bench.made(Wish::default()).await,
    );
    end(&bench, &over).await;
    sweep(&bench.server.server).await.unwrap();
    let is_there = |plan: &Plan| bench.folder(&plan.run).exists();
    assert_eq!((is_there(&over), is_there(&open)), (false, true));
}

/// The run has failed.
async fn end(bench: &Bench, plan: &Plan) {
    let mut tx = bench.server.server.store.begin().await.unwrap();
    let made = MadeRun {
        dialect: Some("jenkins".to_owned()),
        ..MadeRun::default()
    };
    tx.keep_made(plan.run.id, &made).await.unwrap();
    let stand = RunStand {
        state: RunState::Failed,
        wake_at: None,
        reason: None,
    };
    tx.set_run(plan.run.id, &stand).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_form_of_a_definition_is_told() {
    let bench = Bench::new(&[(".gitlab-ci.yml", GITLAB)]).await;
    let fields = form(&bench.server.server, bench.project, None)
        .await
        .unwrap();
    assert_eq!(
        (fields[0].name.as_str(), fields[0].default.as_deref()),
        ("TARGET", Some("staging"))
    );
    let missing = form(&bench.server.server, bench.project, Some("nowhere")).await;
    assert_eq!(missing.unwrap_err().code, "not_found");
    // What is filled in becomes a variable where the definition has no such input.
    let wish = Wish {
        event: TriggerEvent::Manual,
        inputs: vec![("TARGET", "production")],
        ..Wish::default()
    };
    let plan = bench.made(wish).await;
    assert_eq!(
        plan.variable("build", "TARGET").as_deref(),
        Some("production")
    );
}
