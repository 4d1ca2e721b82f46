//! `needs`: whom a job waits for, as written.

use std::sync::Arc;

use indexmap::IndexMap;
use maillon_model::job::Inherited;
use maillon_model::{Diagnostic, Trigger};
use maillon_source::Span;
use maillon_source::yaml::Value;

use super::cursor::{Cursor, Fields};
use super::matrix;
use crate::predefined;
use crate::variables::Scope;

/// A list of needs.
#[derive(Clone, Debug, Default)]
pub(super) struct NeedList {
    /// Jobs of this pipeline.
    pub(super) jobs: Vec<NeedSpec>,
    /// Jobs of pipelines further up.
    pub(super) inherited: Vec<InheritedNeed>,
    /// Jobs of other pipelines: they keep the job from running here.
    pub(super) foreign: Vec<Diagnostic>,
    /// Where the list stands.
    pub(super) span: Option<Span>,
}

/// A need on a job of a pipeline further up, before its texts are expanded.
#[derive(Clone, Debug)]
pub(super) struct InheritedNeed {
    /// `CI_PIPELINE_ID` of that pipeline, as a variable hands it on.
    pipeline: Arc<str>,
    job: Arc<str>,
    /// What is said where there is no such pipeline.
    missing: Diagnostic,
}

impl InheritedNeed {
    /// Which pipeline is meant, or why none is.
    pub(super) fn find(&self, scope: &Scope, trigger: &Trigger) -> Result<Inherited, &Diagnostic> {
        let id = scope.expand(&self.pipeline);
        let above = (1..=trigger.generation()).zip(1..);
        let mut above =
            above.filter_map(|(at, up)| Some((predefined::pipeline_id(trigger, at)?, up)));
        let (_, up) = above.find(|(known, _)| *known == id).ok_or(&self.missing)?;
        Ok(Inherited {
            up,
            job: scope.expand(&self.job).into(),
        })
    }
}

/// One need, before its job is looked up.
#[derive(Clone, Debug)]
pub(super) struct NeedSpec {
    pub(super) job: Arc<str>,
    pub(super) artifacts: bool,
    pub(super) optional: bool,
    /// `parallel:matrix`: lists of values by variable, maybe with `$[[ matrix.NAME ]]`.
    pub(super) cells: Option<Vec<Selector>>,
    pub(super) span: Span,
    /// Its position in the list.
    pub(super) at: usize,
}

/// Values by variable.
pub(super) type Selector = IndexMap<String, Vec<String>>;

/// Reads a list of needs.
pub(super) fn needs(cursor: Cursor<'_>) -> NeedList {
    let mut list = NeedList {
        span: Some(cursor.node.span),
        ..NeedList::default()
    };
    for (at, item) in items(cursor).into_iter().enumerate() {
        add(&mut list, item, at);
    }
    list
}

/// Reads a list of needs where GitLab takes only jobs of the same pipeline.
pub(super) fn own_needs(cursor: Cursor<'_>) -> NeedList {
    let list = needs(cursor);
    if !list.inherited.is_empty() || !list.foreign.is_empty() {
        refuse(cursor);
    }
    list
}

/// A job that runs nothing itself takes no artifacts of other pipelines.
pub(super) fn refuse_inherited(list: &NeedList, cursor: Cursor<'_>) {
    if !list.inherited.is_empty() {
        refuse(cursor);
    }
}

fn refuse(cursor: Cursor<'_>) {
    let message = "only jobs of the same pipeline can be needed here";
    let hint = "needs on jobs of other pipelines belong to the `needs` of a job with `script`";
    cursor.report(Diagnostic::error("gitlab/foreign-need", message).hint(hint));
}

fn items(cursor: Cursor<'_>) -> Vec<Cursor<'_>> {
    match &cursor.node.value {
        Value::Map(_) => vec![cursor],
        Value::String(job) => {
            let message = "`needs` should be a list, not a text";
            let hint = format!("write `needs: [{job}]`");
            cursor.report(Diagnostic::error("gitlab/wrong-type", message).hint(hint));
            Vec::new()
        }
        _ => cursor.list().unwrap_or_default(),
    }
}

fn add(list: &mut NeedList, item: Cursor<'_>, at: usize) {
    match &item.node.value {
        Value::String(_) => {
            let job = item.filled();
            list.jobs
                .extend(job.map(|job| plain(job, item.node.span, at)));
        }
        Value::Map(_) => described(list, item, at),
        _ => item.wrong("the name of a job or a mapping with `job`"),
    }
}

fn plain(job: Arc<str>, span: Span, at: usize) -> NeedSpec {
    NeedSpec {
        job,
        artifacts: true,
        optional: false,
        cells: None,
        span,
        at,
    }
}

fn described(list: &mut NeedList, item: Cursor<'_>, at: usize) {
    let Some(fields) = item.map("needs") else {
        return;
    };
    let flag = |key, default| fields.get(key).and_then(Cursor::boolean).unwrap_or(default);
    match (
        fields.get("pipeline"),
        fields.get("job"),
        fields.get("project"),
    ) {
        (Some(pipeline), Some(job), None) => {
            let taken = flag("artifacts", true);
            list.inherited
                .extend(inherited(item, pipeline, job).filter(|_| taken));
            return;
        }
        (Some(other), _, _) | (None, _, Some(other)) => {
            list.foreign.push(foreign(item, other));
            return;
        }
        (None, _, None) => {}
    }
    let Some(job) = fields.require("job").and_then(Cursor::filled) else {
        return;
    };
    list.jobs.push(NeedSpec {
        artifacts: flag("artifacts", true),
        optional: flag("optional", false),
        cells: cells(fields),
        ..plain(job, item.node.span, at)
    });
}

fn cells(fields: Fields<'_>) -> Option<Vec<Selector>> {
    let matrix = fields.get("parallel")?.map("parallel")?.require("matrix")?;
    Some(matrix::selectors(matrix))
}

fn inherited(item: Cursor<'_>, pipeline: Cursor<'_>, job: Cursor<'_>) -> Option<InheritedNeed> {
    let hint = "the trigger job of the parent pipeline hands its id on: \
                `variables: {PARENT_PIPELINE_ID: $CI_PIPELINE_ID}`";
    let message = format!(
        "it takes artifacts of a job of the pipeline `{}`, which is not a parent of its own",
        pipeline.node.scalar().unwrap_or_default()
    );
    let missing = Diagnostic::error("gitlab/foreign-need", message)
        .at(item.place())
        .under(item.breadcrumb())
        .hint(hint);
    Some(InheritedNeed {
        pipeline: pipeline.scalar()?,
        job: job.filled()?,
        missing,
    })
}

fn foreign(item: Cursor<'_>, other: Cursor<'_>) -> Diagnostic {
    let name = other.node.scalar().unwrap_or_default();
    let message = format!("it needs a job of another pipeline (`{name}`), which is not here");
    Diagnostic::error("gitlab/foreign-need", message)
        .at(item.place())
        .under(item.breadcrumb())
        .hint("run it where that pipeline is, or leave the job out with a rule")
}
