//! The contexts of a step, evaluated when they are asked for.

use indexmap::IndexMap;

use super::hash_files::hash_files;
use super::job::{Frame, FrameKind, JobRun, Status as JobStatus, StepState};
use super::step::{StepRun, Stop, Worked};
use crate::expression::{ExpressionError, Object, Scope, Status, Template, Value};
use crate::workflow::{Mapping, Text};

/// What expressions of a step, or of a job between its steps, see.
#[derive(Clone, Copy)]
pub(crate) struct RunScope<'s, 'a> {
    job: &'s JobRun<'a>,
    frame: &'s Frame,
    step: Option<&'s StepRun>,
    view: View,
}

/// As what the job is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    /// As what it is.
    Now,
    /// As if it were cancelled.
    Cancelled,
}

impl<'s, 'a> RunScope<'s, 'a> {
    /// Between the steps of a frame.
    pub(crate) fn new(job: &'s JobRun<'a>, frame: &'s Frame) -> Self {
        Self {
            job,
            frame,
            step: None,
            view: View::Now,
        }
    }

    /// In a step of the frame.
    #[must_use]
    pub(crate) fn at(self, step: &'s StepRun) -> Self {
        let step = Some(step);
        Self { step, ..self }
    }

    #[must_use]
    pub(crate) fn view(self, view: View) -> Self {
        Self { view, ..self }
    }

    /// The value of a text. `key` is for the message when it can't be evaluated.
    pub(crate) fn value(&self, text: &Text, key: &str) -> Worked<Value> {
        let template = Template::parse(&text.raw);
        let value = template.and_then(|template| template.value(self));
        value.map_err(|error| self.wrong(key, &error))
    }

    /// The value of a text as a text.
    pub(crate) fn text(&self, text: &Text, key: &str) -> Worked<String> {
        if !text.raw.contains("${{") {
            return Ok(text.raw.to_string());
        }
        Ok(self.value(text, key)?.to_text().to_string())
    }

    /// The values of a mapping as texts; none sees another.
    pub(crate) fn mapping(&self, mapping: &Mapping, key: &str) -> Worked<IndexMap<String, String>> {
        match mapping {
            Mapping::Entries(entries) => entries
                .iter()
                .map(|(name, text)| {
                    let value = self.text(text, &format!("{key}.{name}"))?;
                    Ok((name.clone(), value))
                })
                .collect(),
            Mapping::Expression(text) => match self.value(text, key)? {
                Value::Object(object) => Ok(texts(&object)),
                Value::Null => Ok(IndexMap::new()),
                other => {
                    let message = format!("this is no mapping: {}", other.to_text());
                    Err(Stop::failed(self.located(key, &message)))
                }
            },
        }
    }

    /// A text that can't be evaluated fails the step.
    pub(crate) fn wrong(&self, key: &str, error: &ExpressionError) -> Stop {
        let hint = error.hint.as_ref();
        let hint = hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
        Stop::failed(self.located(key, &format!("{error}{hint}")))
    }

    /// `.github/workflows/ci.yml:12: if: ...`
    fn located(&self, key: &str, message: &str) -> String {
        let file = &self.frame.file;
        match self.step {
            Some(step) if step.line > 0 => format!("{file}:{}: {key}: {message}", step.line),
            _ => format!("{file}: {key}: {message}"),
        }
    }

    fn github(&self) -> Value {
        let mut github = self.job.fixed.github.clone();
        for (name, value) in &self.frame.github {
            github.set(*name, value.as_str());
        }
        if self.frame.kind == FrameKind::Composite {
            github.set("action_status", self.status().as_str());
        }
        let Some(step) = self.step else {
            return github.into();
        };
        github.set("action", step.action.as_str());
        for (name, value) in step.files.variables() {
            github.set(name, value);
        }
        for (name, value) in &step.github {
            github.set(*name, value.as_str());
        }
        github.into()
    }

    fn env(&self) -> Value {
        let text = |(name, value): (&String, &String)| (name.clone(), value.as_str().into());
        let env: IndexMap<String, Value> = match self.step {
            Some(step) => step.env.iter().map(text).collect(),
            None => self
                .job
                .env
                .iter()
                .chain(&self.frame.env)
                .map(text)
                .collect(),
        };
        env.into_iter().collect::<Object>().case_sensitive().into()
    }

    fn steps(&self) -> Value {
        let steps = self.frame.steps.iter();
        let steps = steps.map(|(id, state)| (id.as_str(), step_value(state)));
        steps.collect::<Object>().into()
    }

    fn job(&self) -> Value {
        let mut job = self.job.fixed.job.clone();
        job.set("status", self.job_status().as_str());
        job.into()
    }

    fn job_status(&self) -> JobStatus {
        match self.view {
            View::Now => self.job.status(),
            View::Cancelled => JobStatus::Cancelled,
        }
    }

    /// Where the job stands, and for steps of a composite action, where that stands.
    fn status(&self) -> JobStatus {
        match self.frame.kind {
            FrameKind::Job | FrameKind::Aside => self.job_status(),
            FrameKind::Composite if self.frame.is_cancelled() => JobStatus::Cancelled,
            FrameKind::Composite if self.frame.failure.is_some() => JobStatus::Failure,
            FrameKind::Composite => JobStatus::Success,
        }
    }

    /// What an action sees as well.
    fn shared(&self, name: &str) -> Option<Value> {
        let fixed = &self.job.fixed;
        Some(match name {
            "github" => self.github(),
            "env" => self.env(),
            "steps" => self.steps(),
            "inputs" => self.frame.inputs.clone(),
            "job" => self.job(),
            "runner" => fixed.runner.clone(),
            "strategy" => fixed.strategy.clone(),
            "matrix" => fixed.matrix.clone(),
            _ => return None,
        })
    }

    /// What belongs to the workflow alone.
    fn own(&self, name: &str) -> Option<Value> {
        let fixed = &self.job.fixed;
        let value = match name {
            "secrets" => &fixed.secrets,
            "vars" => &fixed.vars,
            "needs" => &fixed.needs,
            _ => return None,
        };
        (self.frame.kind == FrameKind::Job).then(|| value.clone())
    }
}

impl Scope for RunScope<'_, '_> {
    fn context(&self, name: &str) -> Option<Value> {
        let name = name.to_ascii_lowercase();
        self.shared(&name).or_else(|| self.own(&name))
    }

    fn status(&self, function: Status) -> bool {
        let status = self.status();
        match function {
            Status::Always => true,
            Status::Success => status == JobStatus::Success,
            Status::Failure => status == JobStatus::Failure,
            Status::Cancelled => self.job_status() == JobStatus::Cancelled,
        }
    }

    fn hash_files(&self, patterns: &[String]) -> Result<String, String> {
        hash_files(self.job.body.host.workspace(), patterns)
    }
}

fn texts(object: &Object) -> IndexMap<String, String> {
    let entries = object.iter();
    entries
        .map(|(name, value)| (name.to_owned(), value.to_text().to_string()))
        .collect()
}

fn step_value(state: &StepState) -> Value {
    let outputs = state.outputs.iter();
    let outputs: Object = outputs
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let mut step = Object::default();
    step.set("outputs", outputs);
    step.set("outcome", state.outcome.as_str());
    step.set("conclusion", state.conclusion.as_str());
    step.into()
}
