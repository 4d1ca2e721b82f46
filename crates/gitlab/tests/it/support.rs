//! What the tests share: a trigger, and texts for plans and diagnostics.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use maillon_gitlab::{LoadRequest, Loaded, load};
use maillon_model::job::{AllowFailure, Dependencies, Job, Needs, When, Work};
use maillon_model::trigger::{Commit, GitRef, MergeRequest, Project, TriggerEvent, User};
use maillon_model::variable::Layer;
use maillon_model::{Diagnostic, Pipeline, Timestamp, Trigger, Variable};
use maillon_source::memory::MemorySource;

/// A push to the default branch.
pub(crate) fn push() -> Trigger {
    Trigger {
        environment: std::collections::BTreeMap::new(),
        forge: None,
        event: TriggerEvent::Push,
        git_ref: GitRef::Branch("main".to_owned()),
        commit: Commit {
            sha: "0123456789012345678901234567890123456789".to_owned(),
            before_sha: "0".repeat(40),
            ..Commit::default()
        },
        project: Project {
            host: "gitlab.com".to_owned(),
            path: "gcl/test-project".to_owned(),
            remote_url: "git@gitlab.com:gcl/test-project.git".to_owned(),
            default_branch: "main".to_owned(),
        },
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

/// A merge request from `feature` to `main`.
pub(crate) fn merge_request() -> Trigger {
    Trigger {
        event: TriggerEvent::MergeRequest(MergeRequest {
            number: 7,
            source_branch: "feature".to_owned(),
            target_branch: "main".to_owned(),
            ..MergeRequest::default()
        }),
        git_ref: GitRef::Branch("feature".to_owned()),
        ..push()
    }
}

/// A trigger with a variable given by hand.
pub(crate) fn given(trigger: Trigger, name: &str, value: &str) -> Trigger {
    let variables = vec![Variable::new(Layer::Pipeline, name, value)];
    Trigger {
        variables,
        ..trigger
    }
}

/// Loads a definition that stands alone.
pub(crate) fn load_text(text: &str, trigger: &Trigger) -> Loaded {
    let source = MemorySource::new([(".gitlab-ci.yml", text)]);
    load_from(&source, ".gitlab-ci.yml", trigger)
}

/// Loads a definition of a repository.
pub(crate) fn load_from(source: &MemorySource, file: &str, trigger: &Trigger) -> Loaded {
    load(&LoadRequest {
        source,
        file,
        trigger,
        explain: None,
    })
}

/// What a definition comes to, as a text: the plan, or what is wrong.
pub(crate) fn shown(loaded: &Loaded) -> String {
    let mut text = diagnostics(&loaded.diagnostics);
    if let Some(pipeline) = &loaded.pipeline {
        text.push_str(&plan(pipeline));
    }
    text
}

/// `line:column code message`, one per line.
pub(crate) fn diagnostics(diagnostics: &[Diagnostic]) -> String {
    let mut text = String::new();
    for found in diagnostics {
        let place = found.place.as_ref();
        let place = place.map_or("-".to_owned(), |at| format!("{}:{}", at.line, at.column));
        let _ = writeln!(text, "{place} {} {}", found.code, found.message);
    }
    text
}

/// One line per job: `stage name when needs ...`, leaving out what is usual.
pub(crate) fn plan(pipeline: &Pipeline) -> String {
    let mut text = String::new();
    for job in &pipeline.jobs {
        let stage = pipeline.stage_of(job).unwrap_or("-");
        let _ = writeln!(text, "{stage} | {}{}", job.name, traits(job));
    }
    text
}

fn traits(job: &Job) -> String {
    let mut text = String::new();
    if job.when != When::OnSuccess {
        let _ = write!(text, " | when {:?}", job.when);
    }
    match &job.allow_failure {
        AllowFailure::Never => {}
        AllowFailure::Always => text.push_str(" | may fail"),
        AllowFailure::ExitCodes(codes) => drop(write!(text, " | may fail with {codes:?}")),
    }
    if let Needs::Jobs(needs) = &job.needs {
        let names: Vec<String> = needs.iter().map(need).collect();
        let _ = write!(text, " | needs [{}]", names.join(", "));
    }
    if let Dependencies::Jobs(jobs) = &job.dependencies {
        let names: Vec<&str> = jobs.iter().map(maillon_model::JobName::as_str).collect();
        let _ = write!(text, " | takes [{}]", names.join(", "));
    }
    for inherited in &job.inherited {
        let _ = write!(text, " | takes {} {} up", inherited.job, inherited.up);
    }
    if let Work::Child { strategy, .. } = &job.work {
        let _ = write!(text, " | child {strategy:?}");
    }
    for blocker in &job.blockers {
        let _ = write!(text, " | blocked by {}", blocker.code);
    }
    text
}

fn need(need: &maillon_model::job::Need) -> String {
    let artifacts = if need.artifacts {
        ""
    } else {
        " without artifacts"
    };
    let optional = if need.optional { "?" } else { "" };
    format!("{}{optional}{artifacts}", need.job)
}

/// The variables of the definition as a job gets them, `NAME=value`.
pub(crate) fn variables(job: &Job) -> String {
    let of_definition = |layer| matches!(layer, Layer::Global | Layer::Job | Layer::Rule);
    let mut names: Vec<&str> = job
        .variables
        .iter()
        .filter(|variable| of_definition(variable.layer))
        .map(|variable| &*variable.name)
        .collect();
    names.sort_unstable();
    names.dedup();
    let values = names
        .into_iter()
        .filter_map(|name| Some(format!("{name}={}", job.variables.get(name)?.value.shown())));
    values.collect::<Vec<_>>().join(" ")
}
