//! What the log says of what was thrown, and how a build ends.

use std::fmt::Write as _;
use std::sync::Arc;

use maillon_groovy::{Code, Cx, Eval, Frame, Object, SyntaxError, Throw, Unwind, Value};

use super::{BuildResult, Local, cause_of, note, result_of, say};

/// How the script ended.
pub(crate) struct Ended {
    /// The build's result.
    pub(crate) result: BuildResult,
    /// Why it is no success, with its place.
    pub(crate) message: Option<String>,
}

/// The end of a build: its last lines, and its result.
pub(crate) fn ended(cx: &mut Cx, outcome: &Eval<Value>) -> Eval<Ended> {
    let build = Local::here(cx)?.build.clone();
    let mut message = None;
    super::leave_stage(cx, outcome)?;
    note(cx, "End of Pipeline");
    match outcome {
        Ok(_) => {}
        Err(Unwind::Throw(Throw(thrown))) => {
            build.worsen(result_of(thrown));
            report(cx, thrown);
            message = Some(summary(thrown));
        }
        Err(Unwind::Fault(fault)) => {
            build.worsen(BuildResult::Failure);
            let place = fault.at.as_ref().map(place).unwrap_or_default();
            let text = format!("{}{place}", fault.message);
            say(cx, format!("ERROR: {text}"));
            message = Some(text);
        }
    }
    let result = build.current_result();
    say(cx, format!("Finished: {result}"));
    Ok(Ended {
        result,
        message: message.filter(|_| result != BuildResult::Success),
    })
}

/// Says what was thrown, as Jenkins does at the end of a build and in `catchError`: an error's message, an interruption's causes, or
/// the whole trace.
pub(crate) fn report(cx: &mut Cx, thrown: &Object) {
    if thrown.class.is("hudson.AbortException") {
        let message = thrown.message().unwrap_or_default();
        say(cx, format!("ERROR: {message}"));
    } else if let Some(cause) = cause_of(thrown) {
        report_causes(cx, &cause.causes);
    } else {
        for line in trace(thrown) {
            say(cx, line);
        }
    }
}

/// Each cause of interruption is said once in a build.
fn report_causes(cx: &mut Cx, causes: &[String]) {
    let Some(local) = Local::of(cx) else {
        return;
    };
    for cause in causes {
        let new = {
            let mut state = local.build.state.lock();
            let new = !state.causes.contains(cause);
            if new {
                state.causes.push(cause.clone());
            }
            new
        };
        if new {
            say(cx, cause);
        }
    }
}

/// The trace of a throwable, as a stack trace is printed.
pub(crate) fn trace(thrown: &Object) -> Vec<String> {
    let mut lines = vec![title(thrown)];
    let Some(kept) = &thrown.thrown else {
        return lines;
    };
    let (frames, cause) = {
        let kept = kept.lock();
        (kept.trace.clone(), kept.cause.clone())
    };
    let frames = frames.iter().map(frame_line);
    lines.extend(frames);
    // A closure's frame and its method's are one line for people.
    lines.dedup();
    if let Some(Value::Object(cause)) = cause
        && !std::ptr::eq(Arc::as_ptr(&cause), thrown)
    {
        let mut inner = trace(&cause).into_iter();
        lines.extend(inner.next().map(|title| format!("Caused by: {title}")));
        lines.extend(inner);
    }
    lines
}

/// `class: message`.
fn title(thrown: &Object) -> String {
    let class = &thrown.class.name;
    match thrown.message() {
        Some(message) => format!("{class}: {message}"),
        None => class.to_string(),
    }
}

fn frame_line(frame: &Frame) -> String {
    let Frame {
        method,
        file,
        position,
    } = frame;
    format!("\tat {method}({file}:{})", position.line)
}

/// In short, with its place: for reports.
fn summary(thrown: &Object) -> String {
    let text = match (cause_of(thrown), thrown.class.is("hudson.AbortException")) {
        (Some(cause), _) => cause.causes.join(", "),
        (None, true) => thrown.message().unwrap_or_default().to_string(),
        (None, false) => short(&title(thrown)),
    };
    let frames = thrown.thrown.as_ref().map(|thrown| thrown.lock());
    let first = frames.as_ref().and_then(|thrown| thrown.trace.first());
    format!("{text}{}", first.map(place).unwrap_or_default())
}

/// The first line; the lists of all steps are for the log.
fn short(title: &str) -> String {
    let line = title.lines().next().unwrap_or_default();
    match line.split_once(" found among steps ") {
        Some((before, lists)) => {
            let help = lists.split_once("]; ").map(|(_, help)| format!("; {help}"));
            format!("{before}{}", help.unwrap_or_default())
        }
        None => line.to_owned(),
    }
}

fn place(frame: &Frame) -> String {
    format!(
        " ({}:{}:{})",
        frame.file, frame.position.line, frame.position.column
    )
}

/// What is thrown for a file that is no Groovy: all its errors; None: there are none.
pub(crate) fn syntax_error(cx: &mut Cx, code: &Code, errors: &[SyntaxError]) -> Option<Unwind> {
    if errors.is_empty() {
        return None;
    }
    let mut message = "startup failed:".to_owned();
    for error in errors {
        let at = code.position(error.span.start);
        let (line, column) = (at.line, at.column);
        let (file, what) = (&code.name, &error.message);
        // Writing to a text can't fail.
        let _ = writeln!(
            message,
            "\n{file}: {line}: {what} @ line {line}, column {column}.\n   {}",
            code.line(line).trim_start(),
        );
    }
    let count = errors.len();
    let plural = if count == 1 { "" } else { "s" };
    let _ = writeln!(message, "\n{count} error{plural}");
    let class = "org.codehaus.groovy.control.MultipleCompilationErrorsException";
    Some(cx.throw(class, message))
}
