//! Pipelines of other projects.

use maillon_gitlab::{Downstream, OtherProject, expand_project, other_project};
use maillon_model::job::Work;
use maillon_model::trigger::{Ancestor, Commit, GitRef, Project};
use maillon_model::variable::Layer;
use maillon_model::{Job, JobId, Secret, Trigger, Variable};
use maillon_source::memory::MemorySource;

use crate::support::{diagnostics, load_text, plan, push};

const OTHER: &str = "
spec: {inputs: {size: {default: small}}}
---
'job $[[ inputs.size ]]':
  script: x
  rules: [{if: '$CI_PIPELINE_SOURCE == \"pipeline\" && $CI_PROJECT_PATH == \"group/other\"'}]
";

/// A push with variables of several layers.
fn upstream() -> Trigger {
    let variables = vec![
        Variable::new(Layer::Pipeline, "GIVEN", "g"),
        Variable::secret(Layer::Pipeline, "TOKEN", Secret::new("by-hand-1")),
        Variable::new(Layer::Project, "PLAIN", "p"),
        Variable::secret(Layer::Project, "PASSWORD", Secret::new("of-project")),
        Variable::new(Layer::Instance, "SHARED", "s"),
    ];
    Trigger {
        variables,
        ..push()
    }
}

fn trigger_job(text: &str, trigger: &Trigger) -> Job {
    let loaded = load_text(text, trigger);
    let pipeline = loaded
        .pipeline
        .unwrap_or_else(|| panic!("{}", diagnostics(&loaded.diagnostics)));
    pipeline.job("t").unwrap().clone()
}

/// The pipeline that `t` triggers in `group/other`, and the variables and lineage that it is for.
fn triggered(text: &str, trigger: &Trigger) -> (String, String) {
    let job = trigger_job(text, trigger);
    let Work::Child { request, .. } = &job.work else {
        panic!("no trigger job");
    };
    let source = MemorySource::new([(".gitlab-ci.yml", OTHER)]);
    let downstream = Downstream {
        source: &source,
        commit: Commit::default(),
        git_ref: GitRef::Branch("main".to_owned()),
        project: Project {
            path: "group/other".to_owned(),
            ..push().project
        },
        variables: vec![Variable::new(Layer::Project, "OF_OTHER", "1")],
    };
    match expand_project(&downstream, trigger, &job, JobId(3), request) {
        Ok((pipeline, trigger)) => {
            let names = trigger.variables.iter().map(|variable| &*variable.name);
            let names: Vec<_> = names.collect();
            (plan(&pipeline).trim().to_owned(), names.join(" "))
        }
        Err(found) => (diagnostics(&found).trim().to_owned(), String::new()),
    }
}

#[test]
fn a_project_is_named_in_two_forms() {
    let named = |text: &str| {
        let job = trigger_job(text, &push());
        let Work::Child { request, .. } = &job.work else {
            panic!("no trigger job");
        };
        other_project(&job, request)
    };
    let project = |branch: Option<&str>| {
        Some(OtherProject {
            path: "group/other".to_owned(),
            branch: branch.map(str::to_owned),
        })
    };
    assert_eq!(named("t: {trigger: group/other}"), project(None));
    let text =
        "t: {variables: {P: other}, trigger: {project: group/$P, branch: $CI_COMMIT_BRANCH}}";
    assert_eq!(named(text), project(Some("main")));
    assert_eq!(named("t: {trigger: {include: c.yml}}"), None);
}

#[test]
fn it_gets_what_is_forwarded_and_nothing_of_the_project_above() {
    let (plan, variables) = triggered("t: {variables: {J: j}, trigger: group/other}", &upstream());
    assert_eq!(plan, "test | job small");
    assert_eq!(variables, "J TOKEN SHARED OF_OTHER");
    let text = "t: {variables: {J: j}, trigger: {project: group/other, forward: {yaml_variables: false, pipeline_variables: true}}}";
    assert_eq!(
        triggered(text, &upstream()).1,
        "GIVEN TOKEN SHARED OF_OTHER"
    );
}

#[test]
fn it_takes_inputs() {
    let text = "t: {variables: {S: large}, trigger: {project: group/other, inputs: {size: $S}}}";
    assert_eq!(triggered(text, &push()).0, "test | job large");
}

#[test]
fn a_circle_is_refused() {
    let above = Ancestor {
        job: JobId(0),
        project: "group/other".to_owned(),
    };
    let trigger = Trigger {
        lineage: vec![above],
        ..push()
    };
    assert_eq!(
        triggered("t: {trigger: group/other}", &trigger).0,
        "1:4 gitlab/circular-trigger `group/other` triggers itself in a circle"
    );
}
