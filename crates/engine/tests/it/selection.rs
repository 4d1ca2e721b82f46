//! Running a part of a pipeline.

use std::collections::BTreeMap;
use std::sync::Arc;

use maillon_engine::{Earlier, ManualJobs, NeededJobs, SelectedJobs, Selection};
use maillon_model::{JobName, JobStatus};

use crate::notation;
use crate::world::{World, check_with};

fn named(names: &[&str]) -> Selection {
    Selection {
        jobs: SelectedJobs::Named(names.iter().map(|name| JobName::new(*name)).collect()),
        ..Selection::default()
    }
}

fn check(text: &str, names: &[&str], expected: &str) {
    check_with(text, &named(names), expected);
}

#[test]
fn a_named_job_brings_its_needs_or_the_earlier_stages() {
    let text = "build: a; b | test: c needs(a); d | deploy: e needs(c); f";
    check(text, &["a"], "success: a success");
    check(text, &["e"], "success: a success, c success, e success");
    check(text, &["d"], "success: a success, b success, d success");
    check(
        text,
        &["f"],
        "success: a success, b success, c success, d success, f success",
    );
    check(
        text,
        &["a", "e"],
        "success: a success, c success, e success",
    );
}

#[test]
fn without_needs_a_named_job_is_alone() {
    let alone = |names| Selection {
        needs: NeededJobs::Without,
        ..named(names)
    };
    let text =
        "build: a fails; m blocking | test: c needs(a) | deploy: e needs(c) manual; f on_failure";
    check_with(text, &alone(&["e"]), "success: e success");
    check_with(text, &alone(&["f"]), "success: f success");
    check_with(text, &alone(&["c", "e"]), "success: c success, e success");
}

#[test]
fn a_manual_job_runs_when_it_is_named_or_needed_by_a_named_one() {
    check(
        "build: m blocking | test: a needs(m)",
        &["m"],
        "success: m success",
    );
    check(
        "build: m manual | test: a needs(m)",
        &["a"],
        "success: m success, a success",
    );
    check(
        "build: n blocking; m manual needs(n) | test: a needs(m)",
        &["a"],
        "success: n success, m success, a success",
    );
}

#[test]
fn a_manual_job_that_would_only_come_along_stays_away() {
    check(
        "build: m blocking; b; c needs(m) | test: a",
        &["a"],
        "success: b success, a success",
    );
    let all = Selection {
        manual: ManualJobs::Play,
        ..named(&["a"])
    };
    check_with(
        "build: m blocking; b | test: a",
        &all,
        "success: m success, b success, a success",
    );
}

#[test]
fn all_manual_jobs_may_be_played() {
    let all = Selection {
        manual: ManualJobs::Play,
        ..Selection::default()
    };
    check_with(
        "build: m manual; n blocking | test: a needs(m)",
        &all,
        "success: m success, n success, a success",
    );
    let mut world = World::new(1);
    world.child("c", "x: y manual");
    world.begin_with("a: t depends(c)", &all).run();
    assert_eq!(world.result(), "success: t success, t/y success");
}

#[test]
fn a_name_may_stand_for_all_copies_of_a_job() {
    let (mut pipeline, _) = notation::parse("build: t1 of(t); t2 of(t); u");
    pipeline.jobs[0].name = JobName::new("t: [beb]");
    pipeline.jobs[1].name = JobName::new("t 1/2");
    let pipeline = Arc::new(pipeline);
    let count = |name| {
        named(&[name])
            .apply(&pipeline)
            .map(|chosen| chosen.pipeline().jobs.len())
    };
    assert_eq!(count("t"), Ok(2));
    assert_eq!(count("t: [beb]"), Ok(1));
    assert_eq!(count("t 1/2"), Ok(1));
}

#[test]
fn an_unknown_name_is_an_error_that_names_similar_ones() {
    let (pipeline, _) = notation::parse("build: build; build-arm | test: unit-tests; lint");
    let error = named(&["unit-test"])
        .apply(&Arc::new(pipeline))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no job `unit-test` in this pipeline"
    );
    assert_eq!(error.similar, [JobName::new("unit-tests")]);
}

#[test]
fn what_an_earlier_run_decided_does_not_run_again() {
    let earlier = |status, allowed| Earlier { status, allowed };
    let settled = BTreeMap::from([
        (JobName::new("a"), earlier(JobStatus::Success, false)),
        (JobName::new("b"), earlier(JobStatus::Failed, true)),
    ]);
    let selection = Selection {
        settled,
        ..Selection::default()
    };
    let mut world = World::new(2);
    world
        .begin_with("build: a; b; c | test: d needs(b); e", &selection)
        .run();
    assert_eq!(
        world.result(),
        "success: a success, b failed (allowed), c success, d success, e success"
    );
    assert_eq!(world.log.join(" "), "+c +d -c +e -d -e");
    assert_eq!(world.reason("a"), "result of an earlier run");
}
