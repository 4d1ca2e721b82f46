//! Calls of steps: the arguments, the log's structure around, what steps need to do their work.

use std::sync::Arc;

use maillon_groovy::ast::Name;
use maillon_groovy::{Cx, Eval, Unwind, Value};
use tokio_util::sync::CancellationToken;

use super::{Arguments, Body, Needs, Step, StepCall, arguments, interpolation};
use crate::build::{self, Doing, Local};
use crate::host::{Host, Node};

/// Calls the step of a name with what a script gives it. None: there is no such step.
pub(crate) fn call(cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
    match super::find(name) {
        Some(step) => call_step(cx, step, args).map(Some),
        None => Ok(None),
    }
}

fn call_step(cx: &mut Cx, step: &'static Step, given: &[Value]) -> Eval<Value> {
    let (args, body) = arguments::sort(cx, step, given)?;
    if step.body == Body::Required && body.is_none() {
        let message = format!("{} step must be called with a body", step.name);
        return Err(cx.throw("java.lang.IllegalStateException", message));
    }
    let texts = interpolation::interpolated(cx, given)?;
    run_with(cx, step, args, body, &texts)
}

/// Runs a step whose arguments are known: for parts of this program that use steps.
pub(crate) fn run(
    cx: &mut Cx,
    step: &'static Step,
    args: Arguments,
    body: Option<Value>,
) -> Eval<Value> {
    run_with(cx, step, args, body, &[])
}

fn run_with(
    cx: &mut Cx,
    step: &'static Step,
    args: Arguments,
    body: Option<Value>,
    interpolated: &[Name],
) -> Eval<Value> {
    let local = Local::here(cx)?;
    let block = body.is_some() || BLOCKS_ANYWAY.contains(&step.name);
    announce(cx, step, &args);
    interpolation::warn(cx, step.name, interpolated)?;
    let result = match (step.needs, &local.node) {
        (Needs::Node, None) => Err(misses_node(cx, step)),
        _ => (step.run)(&mut StepCall {
            cx,
            local,
            step,
            args,
            body,
        }),
    };
    if block {
        build::note(cx, format!("// {}", step.name));
    }
    result
}

/// Steps with blocks that are no trailing closure.
const BLOCKS_ANYWAY: &[&str] = &["parallel", "load"];

/// Steps that show their `label` in the log.
const LABELLED: &[&str] = &["sh", "bat", "powershell", "pwsh"];

fn announce(cx: &mut Cx, step: &Step, args: &Arguments) {
    match args.text("label") {
        Some(label) if LABELLED.contains(&step.name) && !label.is_empty() => {
            build::note(cx, format!("{} ({label})", step.name));
        }
        _ => build::note(cx, step.name),
    }
}

fn misses_node(cx: &mut Cx, step: &Step) -> Unwind {
    let what = if step.name == "isUnix" {
        "class hudson.Launcher"
    } else {
        "class hudson.FilePath"
    };
    let message = format!(
        "Required context {what} is missing\nPerhaps you forgot to surround the step with a step that provides this, such as: node"
    );
    cx.throw(
        "org.jenkinsci.plugins.workflow.steps.MissingContextVariableException",
        message,
    )
}

impl StepCall<'_> {
    /// Prints a line.
    pub(crate) fn say(&mut self, line: impl AsRef<str>) {
        build::say(self.cx, line);
    }

    /// Has the host do something that is soon done; see [`build::ask`].
    pub(crate) fn ask<T: Send + 'static>(
        &mut self,
        work: impl for<'a> FnOnce(&'a dyn Host) -> Doing<'a, T> + Send + 'static,
    ) -> Eval<T> {
        build::ask(self.cx, work)
    }

    /// Has the host do something that may take long and ends when its token is cancelled; see [`build::ask_long`].
    pub(crate) fn ask_long<T: Send + 'static>(
        &mut self,
        work: impl for<'a> FnOnce(&'a dyn Host, CancellationToken) -> Doing<'a, T> + Send + 'static,
    ) -> Eval<T> {
        build::ask_long(self.cx, work)
    }

    /// As [`StepCall::ask`], with an error of the host thrown as the step's failure.
    pub(crate) fn try_ask<T: Send + 'static>(
        &mut self,
        work: impl for<'a> FnOnce(&'a dyn Host) -> Doing<'a, Result<T, String>> + Send + 'static,
    ) -> Eval<T> {
        let answer = self.ask(work)?;
        answer.map_err(|why| self.fail(why))
    }

    /// `hudson.AbortException`: the step fails, and the log has only the message.
    pub(crate) fn fail(&mut self, message: impl Into<Name>) -> Unwind {
        self.cx.throw("hudson.AbortException", message)
    }

    /// `java.lang.IllegalArgumentException`.
    pub(crate) fn wrong(&mut self, message: impl Into<Name>) -> Unwind {
        self.cx.throw("java.lang.IllegalArgumentException", message)
    }

    /// A text that must be given.
    pub(crate) fn required(&mut self, name: &str) -> Eval<Name> {
        match self.args.text(name) {
            Some(text) => Ok(text),
            None => Err(self.wrong(format!("Missing required parameter: \"{name}\""))),
        }
    }

    /// The node around; steps that need one are called only on one.
    pub(crate) fn node(&mut self) -> Eval<Arc<dyn Node>> {
        match &self.local.node {
            Some(node) => Ok(Arc::clone(node)),
            None => Err(misses_node(self.cx, self.step)),
        }
    }

    /// Calls the block, with braces in the log.
    pub(crate) fn block(&mut self) -> Eval<Value> {
        self.with_local(|_| {})
    }

    /// Calls the block in a changed place.
    pub(crate) fn with_local(&mut self, change: impl FnOnce(&mut Local)) -> Eval<Value> {
        let body = self.body.clone();
        build::within(self.cx, change, |cx| {
            braces(cx, None, |cx| match &body {
                Some(body) => cx.call(body, &[]),
                None => Ok(Value::Null),
            })
        })
    }
}

/// Does something with `[Pipeline] {` and `[Pipeline] }` around it in the log.
pub(crate) fn braces<T>(
    cx: &mut Cx,
    label: Option<&str>,
    work: impl FnOnce(&mut Cx) -> Eval<T>,
) -> Eval<T> {
    match label {
        Some(label) => build::note(cx, format!("{{ ({label})")),
        None => build::note(cx, "{"),
    }
    let result = work(cx);
    build::note(cx, "}");
    result
}

/// Does something as the block step of a name would, as far as the log goes: `[Pipeline] withEnv`, braces, `[Pipeline] // withEnv`.
pub(crate) fn as_block<T>(
    cx: &mut Cx,
    step: &str,
    label: Option<&str>,
    work: impl FnOnce(&mut Cx) -> Eval<T>,
) -> Eval<T> {
    build::note(cx, step);
    let result = braces(cx, label, work);
    build::note(cx, format!("// {step}"));
    result
}
