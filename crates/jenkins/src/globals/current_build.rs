//! `currentBuild`, and builds before it.

use std::any::Any;

use maillon_groovy::{Cx, Eval, Native, Unwind, Value};

use crate::build::{self, BuildResult, Local, SharedBuild};
use crate::load::Previous;

/// The build.
pub(super) struct CurrentBuild;

const MEMBERS: &[&str] = &[
    "absoluteUrl",
    "buildCauses",
    "buildVariables",
    "changeSets",
    "currentResult",
    "description",
    "displayName",
    "duration",
    "durationString",
    "fullDisplayName",
    "fullProjectName",
    "getBuildCauses",
    "id",
    "keepLog",
    "nextBuild",
    "number",
    "previousBuild",
    "projectName",
    "rawBuild",
    "result",
    "resultIsBetterOrEqualTo",
    "resultIsWorseOrEqualTo",
    "startTimeInMillis",
    "timeInMillis",
    "upstreamBuilds",
];

impl Native for CurrentBuild {
    fn class_name(&self) -> &'static str {
        RUN_WRAPPER
    }

    fn get(&self, cx: &mut Cx, name: &str) -> Eval<Option<Value>> {
        let build = Local::here(cx)?.build.clone();
        if let "duration" | "durationString" = name {
            let so_far = duration(cx, &build)?;
            return Ok(Some(if name == "duration" {
                Value::Long(so_far)
            } else {
                Value::text(format!("{} and counting", build::span(so_far)))
            }));
        }
        match name {
            "result" | "currentResult" => {
                let shown = shown_result(cx)?;
                let unset = (name == "currentResult").then_some(BuildResult::Success);
                let shown = shown.or(unset).map(|result| Value::text(result.as_str()));
                Ok(Some(shown.unwrap_or_default()))
            }
            "rawBuild" => Err(no_raw_build(cx)),
            "buildVariables" => super::params::params(cx).map(Some),
            _ => Ok(member(&build, name)),
        }
    }

    fn set(&self, cx: &mut Cx, name: &str, value: &Value) -> Eval<bool> {
        let build = Local::here(cx)?.build.clone();
        match name {
            "result" => set_result(cx, &build, value)?,
            "displayName" => build.state.lock().display_name = text(cx, value)?,
            "description" => build.state.lock().description = text(cx, value)?,
            "keepLog" => {}
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn call(&self, cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        match (name, args) {
            ("resultIsBetterOrEqualTo" | "resultIsWorseOrEqualTo", [than]) => {
                let than = result(cx, than)?;
                let now = shown_result(cx)?.unwrap_or(BuildResult::Success);
                Ok(Some(Value::Bool(if name == "resultIsBetterOrEqualTo" {
                    now <= than
                } else {
                    now >= than
                })))
            }
            ("getBuildCauses", [class]) => {
                let class = cx.to_text(class)?;
                let build = Local::here(cx)?.build.clone();
                Ok(Some(causes(&build, Some(&class))))
            }
            ("setResult" | "setDisplayName" | "setDescription" | "setKeepLog", [value]) => {
                let property = lower_first(name.trim_start_matches("set"));
                self.set(cx, &property, value)?;
                Ok(Some(Value::Null))
            }
            (getter, []) if getter.starts_with("get") => {
                self.get(cx, &lower_first(getter.trim_start_matches("get")))
            }
            _ => Ok(None),
        }
    }

    fn members(&self) -> &[&'static str] {
        MEMBERS
    }

    fn show(&self) -> String {
        format!("{RUN_WRAPPER}@1")
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

const RUN_WRAPPER: &str = "org.jenkinsci.plugins.workflow.support.steps.build.RunWrapper";

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

fn text(cx: &mut Cx, value: &Value) -> Eval<Option<String>> {
    if value.is_null() {
        return Ok(None);
    }
    Ok(Some(cx.to_text(value)?.to_string()))
}

fn duration(cx: &mut Cx, build: &SharedBuild) -> Eval<i64> {
    let now = build::ask(cx, |host| Box::pin(async move { host.now() }))?;
    let so_far = now.since(build.started).as_millis();
    Ok(i64::try_from(so_far).unwrap_or(i64::MAX))
}

/// A name of a result; what is none counts as FAILURE, as Jenkins has it.
fn result(cx: &mut Cx, value: &Value) -> Eval<BuildResult> {
    let word = cx.to_text(value)?;
    Ok(BuildResult::of(&word).unwrap_or(BuildResult::Failure))
}

/// The build's result; in `post` blocks also how what they belong to stands. None: nothing has set it.
fn shown_result(cx: &mut Cx) -> Eval<Option<BuildResult>> {
    let local = Local::here(cx)?;
    let own = local.build.state.lock().result;
    Ok(match (own, local.seen_result) {
        (Some(own), Some(seen)) => Some(own.worse(seen)),
        (own, seen) => own.or(seen),
    })
}

/// The result only worsens: what would make it better is passed over.
fn set_result(cx: &mut Cx, build: &SharedBuild, value: &Value) -> Eval<()> {
    let new = result(cx, value)?;
    build.worsen(new);
    Ok(())
}

fn no_raw_build(cx: &mut Cx) -> Unwind {
    cx.throw(
        "org.jenkinsci.plugins.scriptsecurity.sandbox.RejectedAccessException",
        "Scripts not permitted to use method org.jenkinsci.plugins.workflow.support.steps.build.RunWrapper getRawBuild \
         (there is no Jenkins behind this build: use the other properties of currentBuild)",
    )
}

fn member(build: &SharedBuild, name: &str) -> Option<Value> {
    let trigger = &build.job.trigger;
    let number = trigger.number;
    let job = build::job_name(build);
    let state = build.state.lock();
    Some(match name {
        "number" => Value::Int(i32::try_from(number).unwrap_or(i32::MAX)),
        "id" => Value::text(number.to_string()),
        "displayName" => Value::text(display_name(state.display_name.as_deref(), number)),
        "fullDisplayName" => {
            let name = display_name(state.display_name.as_deref(), number);
            Value::text(format!("{job} {name}"))
        }
        "description" => state
            .description
            .as_deref()
            .map_or(Value::Null, Value::text),
        "projectName" | "fullProjectName" => Value::text(job),
        "startTimeInMillis" | "timeInMillis" => {
            Value::Long(i64::try_from(build.started.0).unwrap_or(i64::MAX))
        }
        "previousBuild" | "previousCompletedBuild" => previous(build, |_| true),
        "previousSuccessfulBuild" => previous(build, |p| p.result == BuildResult::Success),
        "previousFailedBuild" => previous(build, |p| p.result == BuildResult::Failure),
        "previousNotFailedBuild" | "previousBuiltBuild" => {
            previous(build, |p| p.result != BuildResult::Failure)
        }
        "nextBuild" => Value::Null,
        "absoluteUrl" => Value::text(build::build_url(build)),
        "changeSets" | "upstreamBuilds" => Value::list([]),
        "buildCauses" => causes(build, None),
        "keepLog" => Value::Bool(false),
        _ => return None,
    })
}

fn display_name(given: Option<&str>, number: u64) -> String {
    given.map_or_else(|| format!("#{number}"), str::to_owned)
}

fn previous(build: &SharedBuild, wanted: impl Fn(&Previous) -> bool) -> Value {
    match &build.job.previous {
        Some(previous) if wanted(previous) => Value::native(PreviousBuild(previous.clone())),
        _ => Value::Null,
    }
}

/// Why the build runs, as maps; of a class only where one is named.
fn causes(build: &SharedBuild, class: Option<&str>) -> Value {
    let (name, description) = build::cause(build);
    let wanted = class.is_none_or(|class| name == class || name.ends_with(&format!(".{class}")));
    let user = &build.job.trigger.user;
    let cause = Value::map([
        ("_class", Value::text(name)),
        ("shortDescription", Value::text(description)),
        ("userId", Value::text(user.login.as_str())),
        ("userName", Value::text(user.name.as_str())),
    ]);
    Value::list(wanted.then_some(cause))
}

/// A build before this one.
struct PreviousBuild(Previous);

impl Native for PreviousBuild {
    fn class_name(&self) -> &'static str {
        RUN_WRAPPER
    }

    fn get(&self, _cx: &mut Cx, name: &str) -> Eval<Option<Value>> {
        let number = self.0.number;
        Ok(match name {
            "result" | "currentResult" => Some(Value::text(self.0.result.as_str())),
            "number" => Some(Value::Int(i32::try_from(number).unwrap_or(i32::MAX))),
            "id" => Some(Value::text(number.to_string())),
            "displayName" => Some(Value::text(format!("#{number}"))),
            "changeSets" => Some(Value::list([])),
            "previousBuild" | "description" => Some(Value::Null),
            _ => None,
        })
    }

    fn call(&self, cx: &mut Cx, name: &str, args: &[Value]) -> Eval<Option<Value>> {
        match (name.strip_prefix("get"), args) {
            (Some(property), []) => self.get(cx, &lower_first(property)),
            _ => Ok(None),
        }
    }

    fn show(&self) -> String {
        format!("{RUN_WRAPPER}@2")
    }

    fn any(&self) -> &dyn Any {
        self
    }
}
