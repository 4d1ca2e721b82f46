//! Needs: jobs that there are, and no circles.

use std::sync::Arc;

use indexmap::IndexMap;
use maillon_model::{Diagnostic, suggest};
use rustc_hash::FxHashSet;

use super::{Job, Text};
use crate::reader::Cursor;

/// Checks that there are the jobs that a job needs, and writes them as their ids are written.
pub(super) fn check_needs(at: &Cursor<'_>, needs: &mut [Text], ids: &[Arc<str>]) {
    for need in needs {
        match ids.iter().find(|id| id.eq_ignore_ascii_case(&need.raw)) {
            Some(id) => need.raw = Arc::clone(id),
            None => unknown(at, need, ids),
        }
    }
}

fn unknown(at: &Cursor<'_>, need: &Text, ids: &[Arc<str>]) {
    let (job, need_id) = (at.label(), &need.raw);
    let message = format!("`{job}` needs `{need_id}`, and there is no such job");
    let mut error = Diagnostic::error("github/unknown-need", message);
    let ids = || ids.iter().map(|id| &**id);
    error.hint = Some(match suggest::nearest(need_id, ids()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the jobs are {}", ids().collect::<Vec<_>>().join(", ")),
    });
    error.place.clone_from(&need.place);
    at.report.push(error.under(format!("jobs.{job}.needs")));
}

/// Looks for a circle.
pub(super) fn check_circles(at: &Cursor<'_>, jobs: &IndexMap<String, Job>) {
    if let Some(circle) = circle(jobs) {
        report_circle(at, jobs, &circle);
    }
}

/// A circle among the needs. Jobs without open needs are taken away until nothing changes; among the
/// rest, who follows one need each walks into a circle.
fn circle(jobs: &IndexMap<String, Job>) -> Option<Vec<&str>> {
    let mut open: FxHashSet<&str> = jobs.keys().map(String::as_str).collect();
    loop {
        let before = open.len();
        let blocked: FxHashSet<&str> = jobs
            .iter()
            .filter(|(id, job)| open.contains(id.as_str()) && next(job, &open).is_some())
            .map(|(id, _)| id.as_str())
            .collect();
        open = blocked;
        if open.len() == before {
            break;
        }
    }
    let mut at = jobs.keys().find(|id| open.contains(id.as_str()))?.as_str();
    let mut path: Vec<&str> = Vec::new();
    while !path.contains(&at) {
        path.push(at);
        at = next(jobs.get(at)?, &open)?;
    }
    let start = path.iter().position(|id| *id == at)?;
    Some(path.split_off(start))
}

fn next<'j>(job: &'j Job, open: &FxHashSet<&str>) -> Option<&'j str> {
    let mut needs = job.needs.iter().map(|need| &*need.raw);
    needs.find(|need| open.contains(need))
}

fn report_circle(at: &Cursor<'_>, jobs: &IndexMap<String, Job>, circle: &[&str]) {
    let Some(first) = circle.first() else {
        return;
    };
    let following = circle.get(1).unwrap_or(first);
    let mut way = circle.to_vec();
    way.push(first);
    let message = format!("the needs are a circle: {}", way.join(" -> "));
    let mut error = Diagnostic::error("github/need-circle", message);
    let job = jobs.get(*first);
    let need = job.and_then(|job| job.needs.iter().find(|need| &&*need.raw == following));
    error.place = need.and_then(|need| need.place.clone());
    let hint = "take one of these needs away";
    at.report
        .push(error.under(format!("jobs.{first}.needs")).hint(hint));
}
