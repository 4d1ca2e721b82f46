//! `FlowInterruptedException` in a script's hands: its result, and its causes.

use std::any::Any;
use std::sync::Arc;

use maillon_groovy::{Cx, Eval, Native, Throw, Unwind, Value};

use super::result::ResultValue;
use crate::build::{self, BuildResult, Cause};

/// A cause of interruption: `e.causes[0].shortDescription`.
struct CauseValue(String);

impl Native for CauseValue {
    /// Scripts ask who it was by the class of the cause.
    fn class_name(&self) -> &'static str {
        let is = |start| self.0.starts_with(start);
        match () {
            () if is("Timeout") => {
                "org.jenkinsci.plugins.workflow.steps.TimeoutStepExecution$ExceededTimeout"
            }
            () if is("Rejected by ") => {
                "org.jenkinsci.plugins.workflow.support.steps.input.Rejection"
            }
            () if is("Failed in branch ") => {
                "org.jenkinsci.plugins.workflow.cps.steps.ParallelStep$FailFastCause"
            }
            () if is("Aborted by ") => "jenkins.model.CauseOfInterruption$UserInterruption",
            () => "jenkins.model.CauseOfInterruption",
        }
    }

    fn call(&self, cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        match (name, args) {
            ("getShortDescription", []) => self.get(cx, "shortDescription"),
            ("getUser", []) => self.get(cx, "user"),
            _ => Ok(None),
        }
    }

    fn get(&self, _cx: &mut Cx, name: &str) -> Eval<Option<Value>> {
        Ok(match name {
            "shortDescription" => Some(Value::text(self.0.as_str())),
            "user" => {
                let by = self.0.rsplit_once(" by ").map(|(_, by)| Value::text(by));
                Some(by.unwrap_or_default())
            }
            _ => None,
        })
    }

    fn members(&self) -> &[&'static str] {
        &["getShortDescription", "getUser"]
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

/// What a script reads of an interruption: the fields of its exception.
pub(crate) fn fields(cause: &Cause) -> [(Arc<str>, Value); 2] {
    let causes = cause.causes.iter();
    let causes = causes.map(|cause| Value::native(CauseValue(cause.clone())));
    [
        ("result".into(), Value::native(ResultValue(cause.result))),
        ("causes".into(), Value::list(causes)),
    ]
}

/// `new FlowInterruptedException(Result.ABORTED, ...)`.
pub(super) fn construct(cx: &mut Cx, args: &[Value]) -> Value {
    let result = args.first().and_then(Value::downcast::<ResultValue>);
    let cause = Cause {
        result: result.map_or(BuildResult::Aborted, |result| result.0),
        causes: Vec::new(),
        actual: true,
    };
    match build::interrupted(cx, cause) {
        Unwind::Throw(Throw(object)) => Value::Object(object),
        Unwind::Fault(_) => Value::Null,
    }
}
