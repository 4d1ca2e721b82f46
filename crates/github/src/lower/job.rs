//! A job of a workflow becomes a job of the pipeline for each of its cells.

use std::sync::Arc;
use std::time::Duration;

use indexmap::IndexMap;
use maillon_model::job::{
    AllowFailure, ChildStrategy, Concurrency, Dependencies, Environment, EnvironmentAction, Image,
    InProgress, Job, Queue, When, Work,
};
use maillon_model::{Diagnostic, Place};
use serde_json::Value as Json;

use super::condition::{self, Early};
use super::evaluate::{Evaluated, Evaluator};
use super::strategy::{Cells, Variation};
use super::{Draft, Lowering, late, names};
use crate::container::{self, Container};
use crate::expression::Value;
use crate::labels::Target;
use crate::plan::{self, JobBody, LateBody, LateCall, LateCells, LateWork};
use crate::scope::Contexts;
use crate::workflow::{self, CallJob, JobKind, RunsOn, StepsJob, Text, Tree};

/// A job's `if`, as far as it is still to be decided.
#[derive(Clone, Debug)]
struct Gate {
    condition: Option<Text>,
    skip: Option<String>,
    reason: String,
}

/// A job on its way.
pub(super) struct JobLowering<'a> {
    pub(super) workflow: &'a Lowering<'a>,
    pub(super) id: &'a str,
    pub(super) written: &'a workflow::Job,
}

impl JobLowering<'_> {
    /// All cells of the job; one that will make them where they can't be known yet.
    pub(super) fn lower(&self) -> Result<Vec<Draft>, Vec<Diagnostic>> {
        self.drafts().map_err(|problem| vec![*problem])
    }

    fn drafts(&self) -> Evaluated<Vec<Draft>> {
        let path = self.path();
        let contexts = &self.workflow.contexts;
        let with = self.evaluator(contexts, &path);
        let gate = self.gate(&with)?;
        // A job that is skipped shows as one, as on GitHub, however many cells it would have.
        let one = gate.skip.is_some() && self.written.strategy.is_some();
        if self.workflow.needs.is_none() && (one || late::is_late(self.written)) {
            return Ok(vec![self.draft(self.late(gate))]);
        }
        let cells = Cells::of(self.written.strategy.as_ref(), &with)?;
        let strategy = cells.strategy;
        let mut drafts = Vec::new();
        for variation in cells.variations() {
            let mut job = self.cell(variation, &gate, &path)?;
            job.strategy = strategy;
            drafts.push(self.draft(job));
        }
        Ok(drafts)
    }

    fn path(&self) -> String {
        format!("jobs.{}", self.id)
    }

    fn evaluator<'e>(&'e self, contexts: &'e Contexts, path: &'e str) -> Evaluator<'e> {
        Evaluator {
            contexts,
            path,
            place: Some(&self.written.place),
        }
    }

    fn draft(&self, job: Job) -> Draft {
        let decided = self.workflow.needs.is_some();
        let needs = self.written.needs.iter().filter(|_| !decided);
        Draft {
            job,
            needs: needs.map(|need| Arc::clone(&need.raw)).collect(),
        }
    }

    /// A job that is made late was let in by its `if` already.
    fn gate(&self, with: &Evaluator<'_>) -> Evaluated<Gate> {
        let reason = self.workflow.reason.to_owned();
        if self.workflow.needs.is_some() {
            return Ok(Gate {
                condition: None,
                skip: None,
                reason,
            });
        }
        let condition = self.written.condition.clone();
        let written = condition.as_ref().map_or("", |text| text.raw.trim());
        let (skip, reason) = match condition::early(condition.as_ref(), with)? {
            Early::Unconditional => (None, reason),
            Early::Possible => (None, format!("{reason}, if: {written}")),
            Early::Never(why) => (Some(why), reason),
        };
        Ok(Gate {
            condition,
            skip,
            reason,
        })
    }

    /// The job that stands for cells that are not known yet.
    fn late(&self, gate: Gate) -> Job {
        let written = self.written.name.as_ref();
        let literal = written.filter(|name| !name.raw.is_empty() && !name.raw.contains("${{"));
        let name = literal.map_or(self.id, |name| &*name.raw);
        let work = LateWork::Cells(LateCells {
            prefix: self.workflow.prefix.to_owned(),
            definition: Box::new(self.written.clone()),
        });
        self.child(name, work, gate)
    }

    fn child(&self, name: &str, work: LateWork, gate: Gate) -> Job {
        let body = LateBody {
            id: self.id.to_owned(),
            workflow: self.workflow.key.to_owned(),
            condition: gate.condition,
            needs_context: self.workflow.needs.cloned(),
            work,
        };
        let work = Work::Child {
            request: plan::body(&body),
            strategy: ChildStrategy::Inline,
        };
        let mut job = self.job(name, work, gate.reason);
        job.skipped = gate.skip;
        job
    }

    /// What all jobs of this dialect have in common.
    fn job(&self, name: &str, work: Work, reason: String) -> Job {
        let mut job = Job::new(format!("{}{name}", self.workflow.prefix), work);
        job.template = self.id.into();
        job.stage = self.workflow.stage;
        job.when = When::Late;
        job.dependencies = Dependencies::Jobs(Vec::new());
        job.variables = self.workflow.variables.clone();
        job.reason = reason;
        job.place = Some(self.written.place.clone());
        job
    }

    fn cell(&self, variation: Variation, gate: &Gate, path: &str) -> Evaluated<Job> {
        let contexts = self.workflow.contexts.clone();
        let contexts = contexts
            .with("strategy", &variation.strategy)
            .with("matrix", &variation.matrix);
        let with = self.evaluator(&contexts, path);
        let name = names::cell(self.id, self.written.name.as_ref(), &variation.shown, &with)?;
        let matrix = matrix_texts(&variation.matrix);
        let mut job = match &self.written.kind {
            JobKind::Steps(steps) => self.steps(&name, steps, variation, gate, &with)?,
            JobKind::Call(call) => self.child(&name, called(call, variation), gate.clone()),
        };
        job.matrix = matrix;
        job.concurrency = concurrency(self.written.concurrency.as_ref(), &with)?;
        Ok(job)
    }

    fn steps(
        &self,
        name: &str,
        written: &StepsJob,
        variation: Variation,
        gate: &Gate,
        with: &Evaluator<'_>,
    ) -> Evaluated<Job> {
        let labels = runs_on(&written.runs_on, with)?;
        let target = self.workflow.labels.target(&labels);
        let skip = gate.skip.clone().or_else(|| match &target {
            Target::Skip(why) => Some(why.clone()),
            Target::Host | Target::Image(_) => None,
        });
        let body = JobBody {
            id: self.id.to_owned(),
            workflow: self.workflow.key.to_owned(),
            runs_on: labels.clone(),
            condition: gate.condition.clone(),
            container: written.container.clone(),
            services: written.services.clone(),
            environment: written.environment.clone(),
            env: written.env.clone(),
            defaults: written.defaults.clone(),
            outputs: written.outputs.clone(),
            strategy: variation.strategy,
            matrix: variation.matrix,
            needs_context: self.workflow.needs.cloned(),
            steps: written.steps.clone(),
        };
        let mut job = self.job(name, Work::Body(plan::body(&body)), gate.reason.clone());
        job.skipped = skip;
        job.tags = labels;
        job.timeout = timeout(written.timeout_minutes.as_ref(), with)?;
        job.allow_failure = allow_failure(written.continue_on_error.as_ref(), with)?;
        job.environment = environment(written.environment.as_ref(), with)?;
        surround(&mut job, written, &target, with)?;
        Ok(job)
    }
}

/// The images of the job and its services, as far as they are known without secrets.
fn surround(
    job: &mut Job,
    written: &StepsJob,
    target: &Target,
    with: &Evaluator<'_>,
) -> Evaluated<()> {
    if let Target::Image(name) = target {
        job.image = Some(Image::named(name.as_str()));
    }
    if let Some(tree) = &written.container {
        let known = known(tree, with, "container", container::without_secrets)?;
        let found = Container::read(&known);
        let found = found.map_err(|problem| wrong(with, "container", tree, &problem))?;
        job.image = found.map(|container| container.image).or(job.image.take());
    }
    if let Some(tree) = &written.services {
        let known = known(tree, with, "services", services_without_secrets)?;
        let found = container::services(&known);
        job.services = found.map_err(|problem| wrong(with, "services", tree, &problem))?;
    }
    Ok(())
}

fn wrong(with: &Evaluator<'_>, key: &str, tree: &Tree, problem: &str) -> Box<Diagnostic> {
    with.wrong(
        key,
        tree.place.as_ref(),
        &format!("can't be used: {problem}"),
    )
}

fn known(
    tree: &Tree,
    with: &Evaluator<'_>,
    key: &str,
    reduce: fn(&Json) -> Json,
) -> Evaluated<Json> {
    let reduced = Tree {
        json: reduce(&tree.json),
        place: tree.place.clone(),
    };
    Ok(reduce(&with.tree(key, &reduced)?))
}

fn services_without_secrets(written: &Json) -> Json {
    match written {
        Json::Object(fields) => {
            let fields = fields.iter();
            let reduced =
                fields.map(|(name, written)| (name.clone(), container::without_secrets(written)));
            Json::Object(reduced.collect())
        }
        other => other.clone(),
    }
}

fn called(call: &CallJob, variation: Variation) -> LateWork {
    LateWork::Call(Box::new(LateCall {
        uses: call.uses.raw.to_string(),
        with: call.with.clone(),
        secrets: call.secrets.clone(),
        strategy: variation.strategy,
        matrix: variation.matrix,
    }))
}

/// The values of a cell as the plan shows them.
fn matrix_texts(matrix: &Json) -> IndexMap<String, String> {
    let text = |value: &Json| match value {
        Json::Array(_) | Json::Object(_) => value.to_string(),
        scalar => Value::from(scalar).to_text().to_string(),
    };
    let values = matrix.as_object().into_iter().flatten();
    values
        .map(|(name, value)| (name.clone(), text(value)))
        .collect()
}

/// The labels; an expression may give a whole list, or a mapping with them.
fn runs_on(written: &RunsOn, with: &Evaluator<'_>) -> Evaluated<Vec<String>> {
    let evaluated = with.tree("runs-on", &written.labels)?;
    let labels = match &evaluated {
        Json::Object(fields) => fields.get("labels").unwrap_or(&Json::Null),
        other => other,
    };
    let text = |value: &Json| Value::from(value).to_text().to_string();
    let labels: Vec<String> = match labels {
        Json::Array(items) => items.iter().map(text).collect(),
        Json::Null => Vec::new(),
        one => vec![text(one)],
    };
    let has_group = written.group.is_some() || evaluated.get("group").is_some();
    if labels.iter().any(String::is_empty) || (labels.is_empty() && !has_group) {
        return Err(with.wrong(
            "runs-on",
            Some(&written.place),
            "names no runner: it is empty",
        ));
    }
    Ok(labels)
}

fn timeout(written: Option<&Text>, with: &Evaluator<'_>) -> Evaluated<Option<Duration>> {
    let minutes = written.map(|text| with.number("timeout-minutes", text));
    let minutes = minutes.transpose()?.filter(|minutes| *minutes > 0.0);
    Ok(minutes.map(|minutes| Duration::from_secs_f64(minutes * 60.0)))
}

fn allow_failure(written: Option<&Text>, with: &Evaluator<'_>) -> Evaluated<AllowFailure> {
    let allowed = written.map(|text| with.boolean("continue-on-error", text));
    Ok(match allowed.transpose()? {
        Some(true) => AllowFailure::Always,
        Some(false) | None => AllowFailure::Never,
    })
}

/// The environment by its name; its address is known only when the steps have run.
pub(crate) fn environment(
    written: Option<&Tree>,
    with: &Evaluator<'_>,
) -> Evaluated<Option<Environment>> {
    let Some(tree) = written else {
        return Ok(None);
    };
    let name = Tree {
        json: match &tree.json {
            Json::Object(fields) => fields.get("name").cloned().unwrap_or_default(),
            whole => whole.clone(),
        },
        place: tree.place.clone(),
    };
    let name = with.tree("environment", &name)?;
    let name = match &name {
        Json::Object(fields) => fields.get("name").unwrap_or(&Json::Null),
        name => name,
    };
    let name = Value::from(name).to_text().to_string();
    Ok((!name.is_empty()).then_some(Environment {
        name,
        url: None,
        tier: None,
        action: EnvironmentAction::Start,
        on_stop: None,
        auto_stop_in: None,
    }))
}

/// The group that a job, or a workflow, runs in.
pub(crate) fn concurrency(
    written: Option<&workflow::Concurrency>,
    with: &Evaluator<'_>,
) -> Evaluated<Option<Concurrency>> {
    let Some(written) = written else {
        return Ok(None);
    };
    let group = with.text("concurrency.group", &written.group)?;
    if group.is_empty() {
        let place: Option<&Place> = written.group.place.as_ref();
        return Err(with.wrong("concurrency.group", place, "is empty"));
    }
    let cancel = written.cancel_in_progress.as_ref();
    let cancel = cancel.map(|text| with.boolean("concurrency.cancel-in-progress", text));
    let in_progress = match cancel.transpose()? {
        Some(true) => InProgress::Cancel,
        Some(false) | None => InProgress::Keep,
    };
    if (in_progress, written.queue) == (InProgress::Cancel, Queue::All) {
        let message = "is `max`, but `cancel-in-progress` lets nobody wait";
        return Err(with.wrong("concurrency.queue", written.group.place.as_ref(), message));
    }
    Ok(Some(Concurrency {
        group: group.to_lowercase().into(),
        in_progress,
        queue: written.queue,
    }))
}
