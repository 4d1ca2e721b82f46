//! Trigger jobs and their pipelines.

use std::sync::Arc;

use maillon_gitlab::{ArtifactReader, expand};
use maillon_model::job::Work;
use maillon_model::trigger::{Ancestor, TriggerEvent};
use maillon_model::{JobId, Trigger};
use maillon_source::memory::MemorySource;
use maillon_source::{Source, SourceError};

use super::check;
use crate::support::{diagnostics, given, load_from, load_text, merge_request, plan, push, shown};

/// Artifacts of one job: a definition.
struct Generated;

impl ArtifactReader for Generated {
    fn read(&self, job: &str, path: &str) -> Result<Arc<[u8]>, SourceError> {
        match (job, path) {
            ("make", "out.yml") => Ok(b"made: {script: x}".as_slice().into()),
            _ => Err(SourceError::Missing {
                what: format!("{path} of {job}"),
            }),
        }
    }
}

fn source(text: &str) -> MemorySource {
    MemorySource::new([
        (".gitlab-ci.yml", text),
        ("child.yml", "c: {script: x, variables: {OWN: own}}"),
        (
            "web/child.yml",
            "w: {script: x, rules: [{if: '$CI_PIPELINE_SOURCE == \"parent_pipeline\"'}]}",
        ),
        (
            "inputs.yml",
            "spec: {inputs: {name: {}}}\n---\n'job $[[ inputs.name ]]': {script: x}",
        ),
        (
            "mr.yml",
            "m: {script: x, rules: [{if: $CI_MERGE_REQUEST_IID}]}",
        ),
        ("empty.yml", "e: {script: x, rules: [{when: never}]}"),
    ])
}

/// These jobs triggered each other, all in one project.
fn lineage(jobs: &[u32]) -> Vec<Ancestor> {
    let of = |job: &u32| Ancestor {
        job: JobId(*job),
        project: push().project.path,
    };
    jobs.iter().map(of).collect()
}

/// The pipeline of the trigger job `t`, or what is wrong, and the variables of its trigger.
fn child(text: &str, trigger: &Trigger, depth: usize) -> (String, String) {
    let source = source(text);
    let lineage = lineage(&vec![0; depth]);
    let trigger = Trigger {
        lineage,
        ..trigger.clone()
    };
    let loaded = load_from(&source, ".gitlab-ci.yml", &trigger);
    let parent = loaded
        .pipeline
        .unwrap_or_else(|| panic!("{}", diagnostics(&loaded.diagnostics)));
    let job = parent.job("t").unwrap();
    let Work::Child { request, .. } = &job.work else {
        panic!("no trigger job");
    };
    let source: Arc<dyn Source> = Arc::new(source);
    match expand(&source, &trigger, job, JobId(4), request, &Generated) {
        Ok((pipeline, trigger)) => {
            let variables = trigger
                .variables
                .iter()
                .map(|variable| format!("{}={}", variable.name, variable.value.shown()));
            (
                plan(&pipeline).trim().to_owned(),
                variables.collect::<Vec<_>>().join(" "),
            )
        }
        Err(found) => (diagnostics(&found).trim().to_owned(), String::new()),
    }
}

fn check_child(trigger: &str, expected: &str) {
    assert_eq!(
        child(&format!("t: {{trigger: {trigger}}}"), &push(), 0).0,
        expected,
        "{trigger}"
    );
}

#[test]
fn a_trigger_job_has_a_strategy() {
    check(
        "t: {trigger: {include: child.yml}}",
        "test | t | child Detached",
    );
    check(
        "t: {trigger: {include: child.yml, strategy: depend}}",
        "test | t | child Depend",
    );
    check(
        "t: {trigger: {include: child.yml, strategy: mirror}}",
        "test | t | child Depend",
    );
}

#[test]
fn files_of_a_child_pipeline() {
    check_child("{include: child.yml}", "test | c");
    check_child(
        "{include: [{local: child.yml}, {local: web/child.yml}]}",
        "test | c\ntest | w",
    );
    check_child(
        "{include: [{local: inputs.yml, inputs: {name: x}}]}",
        "test | job x",
    );
    let text = "t: {variables: {DIR: web}, trigger: {include: [{local: $DIR/child.yml}]}}";
    assert_eq!(child(text, &push(), 0).0, "test | w");
    let text = "make: {stage: build, script: x}\nt: {trigger: {include: [{artifact: out.yml, job: make}]}}";
    assert_eq!(child(text, &push(), 0).0, "test | made");
}

#[test]
fn variables_of_a_child_pipeline() {
    let text = "variables: {G: g, H: '$G-h'}\nt: {variables: {J: j, G: job}, trigger: {include: child.yml}}";
    assert_eq!(child(text, &push(), 0).1, "G=job H=job-h J=j");
    let text = "variables: {G: g}\nt: {inherit: {variables: false}, variables: {J: j}, trigger: {include: child.yml}}";
    assert_eq!(child(text, &push(), 0).1, "J=j");
    let text =
        "t: {variables: {J: j}, trigger: {include: child.yml, forward: {yaml_variables: false}}}";
    assert_eq!(child(text, &given(push(), "P", "p"), 0).1, "");
    let text = "t: {variables: {J: j}, trigger: {include: child.yml, forward: {pipeline_variables: true}}}";
    assert_eq!(child(text, &given(push(), "P", "p"), 0).1, "J=j P=p");
}

/// The pipeline of a child's definition, made for the trigger job 0 of run 1.
fn load_child(text: &str, lineage: &[u32]) -> String {
    let trigger = Trigger {
        event: TriggerEvent::ParentPipeline(None),
        lineage: self::lineage(lineage),
        ..given(push(), "PARENT_PIPELINE_ID", "1")
    };
    shown(&load_text(text, &trigger))
}

#[test]
fn a_job_takes_artifacts_of_a_parent_pipeline() {
    let text = "c: {script: x, needs: [{pipeline: $PARENT_PIPELINE_ID, job: build}]}";
    assert_eq!(
        load_child(text, &[0]),
        "test | c | needs [] | takes build 1 up\n"
    );
    assert_eq!(
        load_child(text, &[0, 5]),
        "test | c | needs [] | takes build 2 up\n"
    );
    assert_eq!(
        load_child(text, &[]),
        "test | c | needs [] | blocked by gitlab/foreign-need\n"
    );
    let text = "c: {variables: {J: build}, script: x, needs: [{pipeline: '1000006', job: $J}]}";
    assert_eq!(
        load_child(text, &[5, 8]),
        "test | c | needs [] | takes build 1 up\n"
    );
    let text =
        "c: {script: x, needs: [{pipeline: $PARENT_PIPELINE_ID, job: build, artifacts: false}]}";
    assert_eq!(load_child(text, &[0]), "test | c | needs []\n");
}

#[test]
fn a_trigger_job_hands_on_the_id_of_its_pipeline() {
    let text = "t: {variables: {PARENT: $CI_PIPELINE_ID}, trigger: {include: child.yml}}";
    assert_eq!(child(text, &push(), 0).1, "PARENT=1");
    assert_eq!(child(text, &push(), 1).1, "PARENT=1000001");
}

#[test]
fn a_child_of_a_merge_request_pipeline_is_for_no_branch() {
    let of_request = |job: &str| {
        let trigger = Trigger {
            event: TriggerEvent::ParentPipeline(merge_request().event.merge_request().cloned()),
            ..merge_request()
        };
        shown(&load_text(job, &trigger))
    };
    let none = "- gitlab/no-jobs no pipeline is made: the rules let no job in\n";
    for left_out in [
        "c: {script: x}",
        "c: {script: x, only: [branches]}",
        "c: {script: x, only: [merge_requests]}",
        "c: {script: x, rules: [{if: $CI_COMMIT_BRANCH}]}",
    ] {
        assert_eq!(of_request(left_out), none, "{left_out}");
    }
    for let_in in [
        "c: {script: x, only: [parent_pipelines]}",
        "c: {script: x, rules: [{if: '$CI_PIPELINE_SOURCE == \"parent_pipeline\"'}]}",
        "c: {script: x, rules: [{if: '$CI_MERGE_REQUEST_SOURCE_BRANCH_NAME == \"feature\"'}]}",
    ] {
        assert_eq!(of_request(let_in), "test | c\n", "{let_in}");
    }
}

#[test]
fn a_child_of_a_merge_request_pipeline_knows_it() {
    let text = "t: {rules: [{when: on_success}], trigger: {include: mr.yml}}";
    assert_eq!(child(text, &merge_request(), 0).0, "test | m");
}

#[test]
fn what_keeps_a_child_from_being_made() {
    assert_eq!(
        child("t: {trigger: {include: child.yml}}", &push(), 2).0,
        "1:4 gitlab/too-deep child pipelines are nested more than 2 deep"
    );
    check_child(
        "{include: empty.yml}",
        "- gitlab/no-jobs no pipeline is made: the rules let no job in",
    );
}

#[test]
fn triggers_that_are_wrong() {
    check(
        "t: {script: x, trigger: {include: c.yml}}",
        "1:5 gitlab/conflicting-keys a job with `trigger` has no key `script`",
    );
    check(
        "t: {trigger: {strategy: depend}}",
        "1:14 gitlab/missing-key `trigger` should have one of the keys `include` and `project`",
    );
    check(
        "t: {trigger: {include: c.yml, strategy: wait}}",
        "1:41 gitlab/unknown-value `strategy` has no value `wait`; it has depend, mirror",
    );
    check(
        "t: {trigger: {include: [{artifact: a.yml}]}}",
        "1:25 gitlab/missing-key `include[0]` needs the key `job`",
    );
    check(
        "t: {trigger: {include: [{artifact: a.yml, job: gone}]}}",
        "1:48 gitlab/unknown-dependency `gone` is not a job of this definition",
    );
    check(
        "t: {trigger: {include: [a, b, c, d]}}",
        "1:24 gitlab/too-many `trigger:include` has at most 3 files",
    );
    check(
        "t: {trigger: group/project}",
        "test | t | child Detached | blocked by gitlab/other-project",
    );
}
