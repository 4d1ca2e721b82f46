//! What the tests share: triggers, and texts for plans and diagnostics.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use indexmap::IndexMap;
use maillon_github::{ExpandRequest, Expansion, Labels, LoadRequest, Loaded, expand, load};
use maillon_model::job::{AllowFailure, FailFast, InProgress, Needs, Work};
use maillon_model::spec::Settled;
use maillon_model::trigger::{Commit, ForgeEvent, GitRef, Project, TriggerEvent, User};
use maillon_model::variable::Layer;
use maillon_model::{Diagnostic, Job, JobStatus, Pipeline, Secret, Timestamp, Trigger, Variable};
use maillon_source::{MemorySource, Source};

/// Where the tests put a workflow.
pub(crate) const FILE: &str = ".github/workflows/ci.yml";

/// An event on the default branch.
pub(crate) fn event(name: &str) -> Trigger {
    Trigger {
        environment: BTreeMap::new(),
        forge: Some(ForgeEvent {
            name: name.to_owned(),
            payload: None,
        }),
        event: match name {
            "push" => TriggerEvent::Push,
            _ => TriggerEvent::Forge,
        },
        git_ref: GitRef::Branch("main".to_owned()),
        commit: Commit {
            sha: "0123456789012345678901234567890123456789".to_owned(),
            before_sha: "0".repeat(40),
            ..Commit::default()
        },
        project: Project {
            host: "github.com".to_owned(),
            path: "octo/demo".to_owned(),
            remote_url: "https://github.com/octo/demo.git".to_owned(),
            default_branch: "main".to_owned(),
        },
        user: User::default(),
        variables: vec![
            Variable::new(Layer::Pipeline, "REGION", "eu"),
            Variable::secret(Layer::Pipeline, "TOKEN", Secret::new("hunter22")),
            Variable::secret(Layer::Pipeline, "OTHER", Secret::new("correct-horse")),
        ],
        inputs: BTreeMap::new(),
        created_at: Timestamp(0),
        number: 1,
        lineage: Vec::new(),
        site: None,
        definition: FILE.to_owned(),
    }
}

/// A push to the default branch.
pub(crate) fn push() -> Trigger {
    event("push")
}

/// A repository whose only file is a workflow.
pub(crate) fn repository(workflow: &str) -> MemorySource {
    MemorySource::new([(FILE, workflow)])
}

/// Loads the workflows of a repository.
pub(crate) fn load_all(source: &MemorySource, trigger: &Trigger) -> Loaded {
    let all = source.files().unwrap();
    let workflows = all
        .iter()
        .filter(|path| path.starts_with(".github/workflows/"));
    load_files(source, trigger, &workflows.cloned().collect::<Vec<_>>())
}

/// Loads some workflows of a repository.
pub(crate) fn load_files(source: &MemorySource, trigger: &Trigger, files: &[String]) -> Loaded {
    load(&LoadRequest {
        filters: maillon_github::Filters::Apply,
        source,
        files,
        trigger,
        labels: &Labels::default(),
        explain: None,
    })
}

/// Loads a workflow that stands alone, for a push.
pub(crate) fn load_text(workflow: &str) -> Loaded {
    load_all(&repository(workflow), &push())
}

/// A workflow that is started by every push: its jobs, as they stand below `jobs:`.
pub(crate) fn jobs(jobs: &str) -> String {
    let indented: Vec<String> = jobs.lines().map(|line| format!("  {line}")).collect();
    format!("on: push\njobs:\n{}\n", indented.join("\n"))
}

/// What a load came to, as a text: the plan, or what is wrong.
pub(crate) fn outcome(loaded: &Loaded) -> String {
    match &loaded.pipeline {
        Some(pipeline) => diagnostics(&loaded.diagnostics) + &plan(pipeline),
        None => format!("no pipeline\n{}", diagnostics(&loaded.diagnostics)),
    }
}

/// One line for each diagnostic.
pub(crate) fn diagnostics(found: &[Diagnostic]) -> String {
    let line = |found: &Diagnostic| {
        let breadcrumb = found.breadcrumb.as_deref().unwrap_or("-");
        format!("{found} ({breadcrumb})\n")
    };
    found.iter().map(line).collect()
}

/// One line for each job.
pub(crate) fn plan(pipeline: &Pipeline) -> String {
    pipeline
        .jobs
        .iter()
        .map(|job| line(pipeline, job))
        .collect()
}

fn line(pipeline: &Pipeline, job: &Job) -> String {
    let mut text = job.name.to_string();
    if let Some(stage) = pipeline.stage_of(job) {
        let _ = write!(text, " | stage {stage}");
    }
    if job.name != job.template {
        let _ = write!(text, " | {}", job.template);
    }
    if matches!(job.work, Work::Child { .. }) {
        text += " | late";
    }
    let _ = write!(text, "{}", details(job));
    let Needs::Jobs(needs) = &job.needs else {
        return text + " | stage order\n";
    };
    if !needs.is_empty() {
        let names: Vec<&str> = needs.iter().map(|need| need.job.as_str()).collect();
        let _ = write!(text, " | needs {}", names.join(" + "));
    }
    text + "\n"
}

fn details(job: &Job) -> String {
    let mut text = String::new();
    if !job.tags.is_empty() && job.tags != ["ubuntu-latest"] {
        let _ = write!(text, " | on {}", job.tags.join(","));
    }
    if let Some(image) = &job.image {
        let _ = write!(text, " | image {}", image.name);
    }
    for service in &job.services {
        let _ = write!(
            text,
            " | service {}={}",
            service.aliases.join(","),
            service.image.name
        );
    }
    if let Some(strategy) = &job.strategy {
        let fail_fast = match strategy.fail_fast {
            FailFast::Cancel => "fail-fast",
            FailFast::Continue => "no fail-fast",
        };
        let _ = write!(text, " | {fail_fast}");
        if let Some(limit) = strategy.max_parallel {
            let _ = write!(text, ", {limit} at a time");
        }
    }
    if let Some(timeout) = job.timeout {
        let _ = write!(text, " | {} s", timeout.as_secs());
    }
    if job.allow_failure != AllowFailure::Never {
        text += " | may fail";
    }
    if let Some(concurrency) = &job.concurrency {
        let cancel = match concurrency.in_progress {
            InProgress::Cancel => ", cancels",
            InProgress::Keep => "",
        };
        let _ = write!(text, " | group {}{cancel}", concurrency.group);
    }
    if let Some(environment) = &job.environment {
        let _ = write!(text, " | deploys to {}", environment.name);
    }
    text
}

/// How a job of a pipeline ended.
pub(crate) fn settled(job: &str, template: &str, status: JobStatus) -> Settled {
    Settled {
        job: job.into(),
        template: template.into(),
        status,
        allowed: false,
        outputs: IndexMap::new(),
    }
}

/// The same with an output.
pub(crate) fn with_output(settled: Settled, name: &str, value: &str) -> Settled {
    let mut outputs = settled.outputs;
    outputs.insert(name.to_owned(), value.to_owned());
    Settled { outputs, ..settled }
}

/// What becomes of a job after others have ended.
pub(crate) fn expanded(
    source: &MemorySource,
    pipeline: &Pipeline,
    job: &str,
    settled: &[Settled],
) -> Result<Expansion, Vec<Diagnostic>> {
    let source: Arc<dyn Source> = Arc::new(source.clone());
    expand(&ExpandRequest {
        source: &source,
        trigger: &push(),
        labels: &Labels::default(),
        pipeline,
        job: pipeline.job(job).unwrap(),
        settled,
    })
}

/// The same as a text.
pub(crate) fn expansion(
    source: &MemorySource,
    pipeline: &Pipeline,
    job: &str,
    settled: &[Settled],
) -> String {
    match expanded(source, pipeline, job, settled) {
        Ok(Expansion::Run) => "run\n".to_owned(),
        Ok(Expansion::Skip(why)) => format!("skip: {why}\n"),
        Ok(Expansion::Child(child)) => plan(&child),
        Err(found) => diagnostics(&found),
    }
}
