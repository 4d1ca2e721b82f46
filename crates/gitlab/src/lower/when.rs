//! `when` with `start_in`, `allow_failure`, `retry`.

use std::collections::BTreeSet;
use std::time::Duration;

use maillon_model::Diagnostic;
use maillon_model::job::{AllowFailure, Retry, RetryWhen, When};
use maillon_source::yaml::Value;

use super::cursor::Cursor;
use super::job::JobFields;

/// The words of `when`; a delay is filled in from `start_in`.
const WHEN: &[(&str, When)] = &[
    ("on_success", When::OnSuccess),
    ("on_failure", When::OnFailure),
    ("always", When::Always),
    ("manual", When::Manual),
    ("delayed", When::Delayed(Duration::ZERO)),
    ("never", When::Never),
];

/// GitLab's longest delay.
const LONGEST_DELAY: Duration = Duration::from_hours(7 * 24);

/// `when`, with the delay.
pub(super) fn when(fields: &JobFields<'_>) -> Option<When> {
    let Some(cursor) = fields.own("when") else {
        refuse_delay(fields);
        return None;
    };
    match cursor.choice(WHEN)? {
        When::Delayed(_) => delay(fields, cursor).map(When::Delayed),
        When::Never => {
            let message = "`when: never` stands only in a rule";
            let hint = "write `rules: [{when: never}]`, or put a dot before the job's name";
            cursor.report(Diagnostic::error("gitlab/misplaced-value", message).hint(hint));
            None
        }
        when => {
            refuse_delay(fields);
            Some(when)
        }
    }
}

/// A delay means nothing unless the job says `when: delayed`. (Beside rules the rules refuse it.)
fn refuse_delay(fields: &JobFields<'_>) {
    if let (Some(delay), None) = (fields.own("start_in"), fields.own("rules")) {
        let message = "`start_in` has a meaning only with `when: delayed`";
        let hint = "add `when: delayed`, or take `start_in` away";
        delay.report(Diagnostic::error("gitlab/conflicting-keys", message).hint(hint));
    }
}

fn delay(fields: &JobFields<'_>, when: Cursor<'_>) -> Option<Duration> {
    let Some(cursor) = fields.own("start_in") else {
        let message = "`when: delayed` needs the key `start_in`";
        let hint = "say how long the job waits: `start_in: 30 minutes`";
        when.report(Diagnostic::error("gitlab/missing-key", message).hint(hint));
        return None;
    };
    let delay = cursor.duration()?;
    if delay > LONGEST_DELAY {
        cursor.error("gitlab/out-of-range", "`start_in` is longer than one week");
    }
    Some(delay)
}

/// `allow_failure`: a boolean, or exit codes.
pub(super) fn allow_failure(cursor: Cursor<'_>) -> Option<AllowFailure> {
    match &cursor.node.value {
        Value::Bool(true) => Some(AllowFailure::Always),
        Value::Bool(false) => Some(AllowFailure::Never),
        Value::Map(_) => {
            let codes = cursor.map("allow_failure")?.require("exit_codes")?;
            Some(AllowFailure::ExitCodes(exit_codes(codes)))
        }
        _ => {
            cursor.wrong("`true`, `false`, or a mapping with `exit_codes`");
            None
        }
    }
}

/// `retry`: a number, or a mapping.
pub(super) fn retry(cursor: Cursor<'_>) -> Option<Retry> {
    let Value::Map(_) = &cursor.node.value else {
        return Some(Retry {
            max: max(cursor)?,
            ..Retry::default()
        });
    };
    let fields = cursor.map("retry")?;
    Some(Retry {
        max: fields.get("max").and_then(max).unwrap_or(0),
        when: fields.get("when").map(kinds).unwrap_or_default(),
        exit_codes: fields.get("exit_codes").map(exit_codes).unwrap_or_default(),
    })
}

fn max(cursor: Cursor<'_>) -> Option<u32> {
    u32::try_from(cursor.integer(&(0..=2))?).ok()
}

const KINDS: &[(&str, RetryWhen)] = &[
    ("always", RetryWhen::Always),
    ("script_failure", RetryWhen::ScriptFailure),
    ("job_execution_timeout", RetryWhen::JobExecutionTimeout),
    ("runner_system_failure", RetryWhen::RunnerSystemFailure),
    ("unknown_failure", RetryWhen::Elsewhere),
    ("api_failure", RetryWhen::Elsewhere),
    ("stuck_or_timeout_failure", RetryWhen::Elsewhere),
    ("runner_unsupported", RetryWhen::Elsewhere),
    ("stale_schedule", RetryWhen::Elsewhere),
    ("archived_failure", RetryWhen::Elsewhere),
    ("unmet_prerequisites", RetryWhen::Elsewhere),
    ("scheduler_failure", RetryWhen::Elsewhere),
    ("data_integrity_failure", RetryWhen::Elsewhere),
    ("runner_provisioning_timeout", RetryWhen::Elsewhere),
];

fn kinds(cursor: Cursor<'_>) -> Vec<RetryWhen> {
    one_or_more(cursor)
        .into_iter()
        .filter_map(|kind| kind.choice(KINDS))
        .collect()
}

fn exit_codes(cursor: Cursor<'_>) -> BTreeSet<i32> {
    let codes = one_or_more(cursor).into_iter();
    let range = i64::from(i32::MIN)..=i64::from(i32::MAX);
    codes
        .filter_map(|code| i32::try_from(code.integer(&range)?).ok())
        .collect()
}

fn one_or_more(cursor: Cursor<'_>) -> Vec<Cursor<'_>> {
    match &cursor.node.value {
        Value::Seq(_) => cursor.list().unwrap_or_default(),
        _ => vec![cursor],
    }
}
