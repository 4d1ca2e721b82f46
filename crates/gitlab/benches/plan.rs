//! How long a plan of thousands of jobs takes, and that it grows in a line.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use maillon_gitlab::{LoadRequest, Loaded, load};
use maillon_model::trigger::{Commit, GitRef, Project, TriggerEvent, User};
use maillon_model::{Timestamp, Trigger};
use maillon_source::memory::MemorySource;

/// A definition that makes this many jobs: extends, rules, variables, needs and a matrix.
fn definition(jobs: usize) -> String {
    let mut text = String::from(HEAD);
    for group in 0..jobs / 5 {
        let _ = write!(
            text,
            "build-{group}:\n  extends: .build\n  variables:\n    NAME: app-{group}\n  \
             script:\n    - make build NAME=$NAME\n    - make pack\n\
             test-{group}:\n  extends: [.base, .ruled]\n  stage: test\n  needs: [build-{group}]\n  \
             parallel:\n    matrix:\n      - OS: [linux, macos]\n        ARCH: [amd64]\n      - OS: windows\n  \
             script: [make test OS=$OS]\n\
             deploy-{group}:\n  extends: .ruled\n  stage: deploy\n  \
             environment:\n    name: review/$CI_COMMIT_REF_SLUG-{group}\n  \
             needs:\n    - job: test-{group}\n      artifacts: false\n  script: [make deploy]\n"
        );
    }
    text
}

const HEAD: &str = "stages: [build, test, deploy]\n\
    variables: {LEVEL: info, FLAGS: '-O2'}\n\
    default:\n  image: alpine:3\n  before_script: [echo begin]\n  retry: 1\n\
    .base:\n  tags: [docker]\n  cache: {key: $CI_COMMIT_REF_SLUG, paths: [target/]}\n\
    .ruled:\n  rules:\n    - if: $CI_COMMIT_TAG\n      when: manual\n    \
    - if: $CI_PIPELINE_SOURCE == \"schedule\"\n      when: never\n    \
    - if: $LEVEL =~ /^(info|debug)$/ && $CI_COMMIT_BRANCH != \"old\"\n    - when: on_success\n\
    .build:\n  extends: [.base, .ruled]\n  stage: build\n  artifacts: {paths: [out/], expire_in: 1 week}\n";

fn trigger() -> Trigger {
    Trigger {
        environment: std::collections::BTreeMap::new(),
        forge: None,
        event: TriggerEvent::Push,
        git_ref: GitRef::Branch("main".to_owned()),
        commit: Commit::default(),
        project: Project::default(),
        user: User::default(),
        variables: Vec::new(),
        inputs: BTreeMap::new(),
        created_at: Timestamp(0),
        number: 1,
        lineage: Vec::new(),
        site: None,
        definition: ".gitlab-ci.yml".to_owned(),
    }
}

fn plan(source: &MemorySource, trigger: &Trigger) -> Loaded {
    load(&LoadRequest {
        source,
        file: ".gitlab-ci.yml",
        trigger,
        explain: None,
    })
}

fn plans(criterion: &mut Criterion) {
    let trigger = trigger();
    let mut group = criterion.benchmark_group("plan");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(5));
    for jobs in [5_000, 50_000] {
        let source = MemorySource::new([(".gitlab-ci.yml", definition(jobs))]);
        let made = plan(&source, &trigger)
            .pipeline
            .map_or(0, |pipeline| pipeline.jobs.len());
        assert_eq!(made, jobs);
        group.throughput(Throughput::Elements(jobs as u64));
        group.bench_function(BenchmarkId::from_parameter(jobs), |bencher| {
            bencher.iter(|| black_box(plan(&source, &trigger)));
        });
    }
    group.finish();
}

criterion_group!(benches, plans);
criterion_main!(benches);
