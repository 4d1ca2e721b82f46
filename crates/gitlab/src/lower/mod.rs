//! A merged tree becomes a pipeline.
//!
//! In four steps, each of which finds as much as it can before the next one is given up:
//! every job is read ([`job`]), names become edges ([`link`]), rules decide what is in the
//! pipeline, and the jobs are put together ([`plan`]).

mod artifacts;
mod cache;
mod circle;
mod cursor;
pub(crate) mod duration;
mod environment;
mod image;
mod inherit;
mod job;
mod link;
mod matrix;
mod needs;
mod plan;
mod script;
mod secrets;
mod stages;
mod trigger;
mod variables;
mod when;
mod workflow;

use maillon_model::trace::JobTrace;
use maillon_model::variable::Layer;
use maillon_model::{Diagnostic, Pipeline, Trigger};
use maillon_source::yaml::Map;
use maillon_source::{FileId, Files, Source, Span};

use crate::keywords;
use crate::rules::Memo;
use cursor::{Cursor, Origin, Report};
use inherit::Defaults;
use job::{Draft, Surroundings};
use stages::Stages;

/// What is lowered.
pub(crate) struct Request<'a> {
    /// The merged tree.
    pub(crate) root: &'a Map,
    /// The files that it was made of.
    pub(crate) files: &'a Files,
    /// The repository.
    pub(crate) source: &'a dyn Source,
    /// Why a pipeline is made.
    pub(crate) trigger: &'a Trigger,
    /// A job whose rules are traced.
    pub(crate) explain: Option<&'a str>,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Lowered {
    /// None where the definition is wrong, and where no pipeline is made for this trigger.
    pub(crate) pipeline: Option<Pipeline>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) traces: Vec<JobTrace>,
}

/// Names that GitLab keeps for itself.
const RESERVED: &[&str] = &["true", "false", "nil", "pages:deploy"];

/// Makes the pipeline of a merged tree.
pub(crate) fn lower(request: &Request<'_>) -> Lowered {
    let report = Report::new(request.files);
    let (pipeline, traces) = lower_into(request, &report);
    let pipeline = pipeline.filter(|_| !report.has_errors());
    Lowered {
        pipeline,
        traces,
        diagnostics: report.into_diagnostics(),
    }
}

fn lower_into(request: &Request<'_>, report: &Report<'_>) -> (Option<Pipeline>, Vec<JobTrace>) {
    let root = request.root;
    let defaults = Defaults::read(root, report);
    let stages_origin = origin(root, "stages", report);
    let stages = Stages::read(stages_origin.as_ref().and_then(first_root));
    let globals_origin = origin(root, "variables", report);
    let globals = globals_origin.as_ref().and_then(first_root);
    let globals = globals.map(|globals| variables::variables(globals, Layer::Global));
    let workflow = workflow::Workflow::read(root.get("workflow"), report);
    let given = request
        .trigger
        .variables
        .iter()
        .map(|variable| &*variable.name)
        .collect();
    let around = Surroundings {
        report,
        defaults: &defaults,
        stages: &stages,
        only: workflow.only_default(),
        given: &given,
    };
    let origins = job_origins(root, &around);
    if origins.is_empty() {
        report.push(no_visible_jobs(report));
    }
    let drafts = drafts(&origins, &around);
    let names = link::Names::new(&drafts);
    let linker = link::Linker {
        drafts: &drafts,
        names: &names,
        report,
    };
    let edges = linker.link();
    if report.has_errors() {
        return (None, Vec::new());
    }
    let planner = plan::Planner {
        request,
        report,
        stages: &stages,
        drafts: &drafts,
        names: &names,
        linked: &edges,
        memo: &Memo::default(),
    };
    planner.plan(&workflow, globals.unwrap_or_default())
}

fn origin<'a>(root: &'a Map, key: &'a str, report: &'a Report<'a>) -> Option<Origin<'a>> {
    let node = root.get(key).filter(|node| !node.is_null())?;
    Some(Origin::new(report, key, node))
}

fn first_root<'a>(origin: &'a Origin<'a>) -> Option<Cursor<'a>> {
    let (_, node) = origin.roots.first()?;
    Some(Cursor::new(node, origin))
}

/// The trees of all visible jobs: a job beside the defaults that it may inherit.
fn job_origins<'a>(root: &'a Map, around: &Surroundings<'a>) -> Vec<Origin<'a>> {
    let jobs = root.iter().filter(|(name, _, _)| is_job(name));
    let origins = jobs.map(|(name, span, node)| {
        let mut origin = Origin::new(around.report, name, node);
        origin.name = Some(span);
        origin.roots.extend(&around.defaults.roots);
        origin
    });
    origins.collect()
}

/// A file of templates alone, say: GitLab wants at least one visible job.
fn no_visible_jobs(report: &Report<'_>) -> Diagnostic {
    let start = Span {
        file: FileId(0),
        line: 1,
        column: 1,
        length: 1,
    };
    Diagnostic::error(
        "gitlab/no-visible-jobs",
        "the definition has no visible job",
    )
    .at(report.files().place(start))
    .hint("jobs whose name begins with `.` are templates: a file of them is there to be included")
}

fn is_job(name: &str) -> bool {
    !name.starts_with('.') && keywords::state("", name).is_none()
}

fn drafts<'a>(origins: &'a [Origin<'a>], around: &Surroundings<'a>) -> Vec<Draft<'a>> {
    let roots = origins
        .iter()
        .filter_map(|origin| Some((origin, origin.roots.first()?)));
    let mut drafts = Vec::with_capacity(origins.len());
    drafts.extend(roots.filter_map(|(origin, (name, node))| {
        let cursor = Cursor::new(node, origin);
        check_name(name, cursor);
        job::draft(name, cursor, around)
    }));
    drafts
}

fn check_name(name: &str, cursor: Cursor<'_>) {
    if RESERVED.contains(&name) || name.is_empty() {
        let message = format!("`{name}` can't be the name of a job");
        let hint = "give the job another name";
        cursor.report(Diagnostic::error("gitlab/reserved-name", message).hint(hint));
    }
}
